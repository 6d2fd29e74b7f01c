namespace ZmqNative.Cluster.Tests.Durable;

/// <summary>What a shard knows of its handled tells.</summary>
public sealed class HandledTellsTests
{
    private readonly HandledTells _handled = new();

    [Test]
    public void Those_in_front_of_a_number_are_found_in_order()
    {
        foreach (ulong number in (ulong[])[5, 2, 9, 3])
        {
            _handled.Add(Entry(number));
        }

        Assert.That(_handled.FindFirst(9, 10).Select(static entry => entry.Sequence), Is.EqualTo(new ulong[] { 2, 3, 5 }));
        Assert.That(_handled.FindFirst(ulong.MaxValue, 2).Select(static entry => entry.Sequence), Is.EqualTo(new ulong[] { 2, 3 }));
        Assert.That(_handled.Count, Is.EqualTo(4));
    }

    [Test]
    public void One_that_is_read_again_before_its_removal_is_known_and_has_the_process_that_delivers_it()
    {
        _handled.Add(Entry(1));
        Assert.That(_handled.TryRenew(Entry(1) with { Server = "another" }), Is.True);
        Assert.That(_handled.FindFirst(2, 1)[0].Server, Is.EqualTo("another"));
        Assert.That(_handled.TryRenew(Entry(2)), Is.False);
    }

    [Test]
    public void One_that_is_read_again_behind_its_removal_is_removed_again()
    {
        _handled.Add(Entry(1));
        _handled.Add(Entry(2));
        _handled.Remove(Entry(1), position: 1);
        _handled.Remove(Entry(2), position: 1);
        Assert.That(_handled.Count, Is.Zero);
        Assert.That(_handled.TryRenew(Entry(1)), Is.False, "no reading gets it again");
        Assert.That(_handled.TryRenew(Entry(2)), Is.True);
        Assert.That(_handled.Count, Is.EqualTo(1));
        _handled.Remove(Entry(2), position: 1);
        _handled.Pass(2);
        Assert.That(_handled.TryRenew(Entry(2)), Is.False);
    }

    [Test]
    public void Another_one_with_its_number_is_another_one()
    {
        DurableEntry later = Entry(1, "later") with { Time = DateTimeOffset.UnixEpoch.AddSeconds(1) };
        _handled.Add(Entry(1));
        Assert.That(_handled.TryRenew(later), Is.False);
        _handled.Add(later);
        Assert.That(_handled.FindFirst(2, 10).Select(static entry => entry.Message.Id), Is.EqualTo(new[] { "id", "later" }));
        _handled.Remove(Entry(1), position: 1);
        Assert.That(_handled.FindFirst(2, 10).Select(static entry => entry.Message.Id), Is.EqualTo(new[] { "later" }));
        Assert.That(_handled.Last, Is.EqualTo(1ul));
        _handled.Clear();
        Assert.That((_handled.Count, _handled.Last), Is.EqualTo((0, 0ul)));
    }

    private static DurableEntry Entry(ulong number, string id = "id") =>
        new(number, DateTimeOffset.UnixEpoch, new DurableMessage { Id = id, Subject = "0", Frames = [default] });
}
