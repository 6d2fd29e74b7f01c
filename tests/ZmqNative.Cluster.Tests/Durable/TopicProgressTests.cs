using Microsoft.Extensions.Time.Testing;

namespace ZmqNative.Cluster.Tests.Durable;

/// <summary>Positions after interruptions, and what limits have removed.</summary>
public sealed class TopicProgressTests
{
    private static readonly DateTimeOffset Made = DateTimeOffset.UnixEpoch;

    private readonly FakeTimeProvider _time = new();

    [Test]
    public void A_reading_continues_behind_the_last_entry_whatever_its_position_was()
    {
        foreach (DurablePosition from in new[] { DurablePosition.First, DurablePosition.LastPerSubject, DurablePosition.From(Made), DurablePosition.From(3) })
        {
            TopicProgress progress = new(from, _time);
            progress.Begin(State(first: 1, last: 9));
            Assert.That(progress.Position, Is.EqualTo(from));
            progress.Begin(State(first: 1, last: 10));
            Assert.That(progress.Position, Is.EqualTo(from), "nothing was read yet");
            _ = progress.Take(Entry(5, pending: 0));
            progress.Begin(State(first: 1, last: 11));
            Assert.That(progress.Position, Is.EqualTo(DurablePosition.From(5)));
            Assert.That(progress.IsKnown(Entry(5, pending: 1)), Is.True);
            Assert.That(progress.IsKnown(Entry(6, pending: 0)), Is.False);
            Assert.That(progress.IsNext(Entry(6, pending: 0)), Is.True);
        }
    }

    [Test]
    public void Numbers_that_are_given_again_are_read_from_the_time_of_the_last_entry_on()
    {
        TopicProgress progress = Begun();
        _ = progress.Take(Entry(8, pending: 0));
        progress.Begin(State(first: 7, last: 9));
        DurableEntry again = Entry(8, pending: 1) with { Time = Made.AddSeconds(1) };
        Assert.That((progress.IsKnown(again), progress.IsNext(again)), Is.EqualTo((false, false)), "7, 8 and 9 are new ones");
        progress.Begin(State(first: 7, last: 9));
        Assert.That(progress.Position, Is.EqualTo(DurablePosition.From(Made)));
        DurableEntry first = Entry(7, pending: 2) with { Time = Made.AddSeconds(0.5) };
        Assert.That((progress.IsKnown(first), progress.IsNext(first), progress.Take(first)), Is.EqualTo((false, true, (0ul, true))));
        Assert.That((progress.IsKnown(again), progress.IsNext(again), progress.Take(again)), Is.EqualTo((false, true, (0ul, false))));
        progress.Begin(State(first: 7, last: 9));
        Assert.That(progress.Position, Is.EqualTo(DurablePosition.From(8)), "by the numbers again");
    }

    [Test]
    public void A_log_that_is_behind_the_last_entry_is_read_from_its_time_on()
    {
        TopicProgress progress = Begun();
        _ = progress.Take(Entry(1000, pending: 0));
        Assert.That(() => progress.Check(State(first: 991, last: 990), "engine"), Throws.TypeOf<ClusterEngineException>());
        progress.Begin(State(first: 991, last: 990));
        Assert.That(progress.Position, Is.EqualTo(DurablePosition.From(Made)));
        progress.Check(State(first: 991, last: 990), "engine");
        DurableEntry next = Entry(991, pending: 0) with { Time = Made.AddSeconds(1) };
        Assert.That((progress.IsKnown(next), progress.NeedsState(next), progress.Take(next)), Is.EqualTo((false, false, (0ul, true))), "none is missing");
    }

    [Test]
    public void An_entry_of_another_topic_tells_that_numbers_are_given_again()
    {
        TopicProgress progress = Begun();
        _ = progress.Take(Entry(100, pending: 0));
        progress.Begin(State(first: 90, last: 101), Entry(100, pending: 1));
        Assert.That(progress.Position, Is.EqualTo(DurablePosition.From(100)), "the entry itself");
        progress.Begin(State(first: 101, last: 102), Entry(101, pending: 1) with { Time = Made.AddSeconds(1) });
        Assert.That(progress.Position, Is.EqualTo(DurablePosition.From(100)), "the limits have removed it");
        progress.Begin(State(first: 96, last: 101), Entry(100, pending: 1) with { Time = Made.AddSeconds(1) });
        Assert.That(progress.Position, Is.EqualTo(DurablePosition.From(Made)));
    }

    [Test]
    public void Numbers_of_other_topics_are_not_missed_and_nothing_is_asked_without_a_wait()
    {
        TopicProgress progress = Begun();
        Assert.That(Take(progress, Entry(1, pending: 0), first: 1), Is.Zero);
        Assert.That(progress.NeedsState(Entry(7, pending: 0)), Is.False, "it was delivered at once");
        Assert.That(Take(progress, Entry(7, pending: 4), first: 1), Is.Zero);
        Assert.That(progress.NeedsState(Entry(9, pending: 3)), Is.True);
        Assert.That(Take(progress, Entry(9, pending: 3), first: 1), Is.Zero, "all of them are kept");
    }

    [Test]
    public void What_was_removed_in_front_of_an_entry_is_counted_once()
    {
        TopicProgress progress = Begun();
        _ = Take(progress, Entry(1, pending: 20), first: 1);
        Assert.That(Take(progress, Entry(10, pending: 5), first: 6), Is.EqualTo(4), "2 to 5; others have 6 to 9");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(Take(progress, Entry(20, pending: 5), first: 30), Is.EqualTo(9), "11 to 19");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(progress.NeedsState(Entry(21, pending: 0)), Is.False);
    }

    [Test]
    public void Entries_that_follow_each_other_quickly_are_checked_together()
    {
        TopicProgress progress = Begun();
        _ = Take(progress, Entry(1, pending: 9), first: 1);
        Assert.That(Take(progress, Entry(3, pending: 8), first: 1), Is.Zero);
        Assert.That(progress.NeedsState(Entry(6, pending: 7)), Is.False, "checked a moment ago");
        _ = progress.Take(Entry(6, pending: 7));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(Take(progress, Entry(7, pending: 6), first: 7), Is.EqualTo(2), "4 and 5");
    }

    [Test]
    public void An_entry_that_is_read_again_after_an_interruption_is_counted_once()
    {
        TopicProgress progress = Begun();
        _ = Take(progress, Entry(1, pending: 9), first: 1);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(progress.NeedsState(Entry(5, pending: 8)), Is.True, "but the state cannot be read");
        progress.Begin(State(first: 5, last: 20));
        Assert.That(Take(progress, Entry(5, pending: 8), first: 5), Is.EqualTo(3));
    }

    [Test]
    public void A_log_that_was_made_anew_is_told_by_its_time_or_its_numbers()
    {
        TopicProgress progress = Begun();
        _ = Take(progress, Entry(8, pending: 0), first: 1);
        progress.Check(State(first: 1, last: 8), "engine");
        Assert.That(() => progress.Check(State(first: 1, last: 20) with { Created = Made.AddSeconds(1) }, "engine"), Throws.TypeOf<ClusterEngineException>());
        Assert.That(() => progress.Check(State(first: 1, last: 7), "engine"), Throws.TypeOf<ClusterEngineException>());
        progress.Begin(State(first: 3, last: 20) with { Created = Made.AddSeconds(1) });
        Assert.That((progress.Last, progress.Position), Is.EqualTo((0ul, DurablePosition.First)));
        DurableEntry first = Entry(3, pending: 17);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(progress.NeedsState(first), Is.True);
        progress.Note(State(first: 3, last: 20));
        Assert.That(progress.Take(first), Is.EqualTo((2ul, true)));
    }

    private TopicProgress Begun()
    {
        TopicProgress progress = new(DurablePosition.First, _time);
        progress.Begin(State(first: 1, last: 1));
        return progress;
    }

    private static ulong Take(TopicProgress progress, DurableEntry entry, ulong first)
    {
        if (progress.NeedsState(entry))
        {
            progress.Note(State(first, entry.Sequence));
        }

        return progress.Take(entry).Missed;
    }

    private static DurableStreamState State(ulong first, ulong last) => new(1, last) { FirstSequence = first, Created = Made };

    private static DurableEntry Entry(ulong sequence, long pending) =>
        new(sequence, Made, new DurableMessage { Id = "id", Subject = "a", Frames = [default] }) { Pending = pending };
}
