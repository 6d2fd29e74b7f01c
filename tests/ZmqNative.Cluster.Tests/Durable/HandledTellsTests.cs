namespace ZmqNative.Cluster.Tests.Durable;

/// <summary>The order in which handled tells are removed, and tells that are read again.</summary>
public sealed class HandledTellsTests
{
    private readonly HandledTells _handled = new();

    [Test]
    public void Those_in_front_of_a_number_are_found_in_order_one_of_each_key()
    {
        foreach (ulong number in (ulong[])[5, 2, 9, 3])
        {
            _handled.Add(Entry(number));
        }

        _handled.Add(Entry(4, key: 2));
        Assert.That(_handled.FindFirst(9, 10).Select(static entry => entry.Sequence), Is.EqualTo(new ulong[] { 2, 3, 5 }));
        Assert.That(_handled.FindFirst(ulong.MaxValue, 2).Select(static entry => entry.Sequence), Is.EqualTo(new ulong[] { 2, 3 }));
        Assert.That((_handled.Count, _handled.Last), Is.EqualTo((5, 9ul)));
        Assert.That((_handled.HasBefore(2), _handled.HasBefore(3)), Is.EqualTo((false, true)));
    }

    [Test]
    public void One_that_is_read_again_before_its_removal_is_known_and_has_the_process_that_delivers_it()
    {
        DurableEntry first = Entry(1);
        _handled.Add(first);
        Assert.That(_handled.TryRenew(Entry(1) with { Server = "another" }), Is.True);
        Assert.That(_handled.FindFirst(2, 1)[0].Server, Is.EqualTo("another"));
        Assert.That(_handled.TryRenew(Entry(2)), Is.False);

        // Its removal may be one that the engine has lost with its former process.
        _handled.Remove(first, position: 1);
        Assert.That(_handled.Count, Is.EqualTo(1));
    }

    [Test]
    public void One_that_is_read_again_behind_its_removal_is_removed_again()
    {
        DurableEntry[] entries = [Entry(1), Entry(2)];
        foreach (DurableEntry entry in entries)
        {
            _handled.Add(entry);
            _handled.Remove(entry, position: 1);
        }

        Assert.That(_handled.Count, Is.Zero);
        Assert.That(_handled.TryRenew(Entry(1)), Is.False, "no reading gets it again");
        DurableEntry again = Entry(2);
        Assert.That(_handled.TryRenew(again), Is.True);
        Assert.That(_handled.Count, Is.EqualTo(1));
        _handled.Remove(again, position: 1);
        _handled.Pass(2);
        Assert.That(_handled.TryRenew(Entry(2)), Is.False);
    }

    [Test]
    public void Another_one_with_its_number_is_another_one()
    {
        DurableEntry former = Entry(1);
        DurableEntry later = Entry(1, key: 2) with { Time = DateTimeOffset.UnixEpoch.AddSeconds(1) };
        _handled.Add(former);
        Assert.That(_handled.TryRenew(later), Is.False);
        _handled.Add(later);
        Assert.That(_handled.FindFirst(2, 10), Is.EqualTo(new[] { former, later }));
        _handled.Remove(former, position: 1);
        Assert.That(_handled.FindFirst(2, 10), Is.EqualTo(new[] { later }));
        _handled.Clear();
        Assert.That((_handled.Count, _handled.Last), Is.EqualTo((0, 0ul)));
    }

    private static DurableEntry Entry(ulong number, ulong? key = null) => new(number, DateTimeOffset.UnixEpoch, new DurableMessage
    {
        Id = $"{number}",
        Subject = "0",
        Frames = [default],
        Fields = new Dictionary<string, string>(StringComparer.Ordinal) { [TellFields.Address] = $"account/{key ?? number}" },
    });
}
