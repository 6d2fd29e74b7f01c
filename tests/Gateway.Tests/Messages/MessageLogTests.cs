namespace ZmqNative.Samples.Gateway.Tests;

public sealed class MessageLogTests
{
    private MessageLog _log = null!;
    private LiveSignal _signal = null!;

    [SetUp]
    public void Create()
    {
        _signal = new LiveSignal();
        _log = new MessageLog(4, 1_000_000, _signal);
    }

    [TestCase(0, 4, new long[] { 3, 4, 5, 6 }, 2)]
    [TestCase(2, 4, new long[] { 3, 4, 5, 6 }, 0)]
    [TestCase(4, 4, new long[] { 5, 6 }, 0)]
    [TestCase(6, 4, new long[] { }, 0)]
    [TestCase(2, 1, new long[] { 6 }, 3)]
    [TestCase(99, 4, new long[] { }, 0)]
    public void A_reader_gets_the_kept_messages_after_its_position_and_the_count_of_dropped_ones(long cursor, int limit, long[] expected, long missed)
    {
        Add(6);
        LogBatch batch = _log.ReadAfter(cursor, limit);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(batch.Messages.Select(static m => m.Sequence), Is.EqualTo(expected));
            Assert.That(batch.Missed, Is.EqualTo(missed));
            Assert.That(batch.Cursor, Is.EqualTo(6));
        }
    }

    [Test]
    public void Cleared_messages_do_not_count_as_missed()
    {
        Add(3);
        Assert.That(_log.Clear(), Is.EqualTo(3));
        Add(1);
        LogBatch batch = _log.ReadAfter(0, 4);
        Assert.That((batch.Messages.Single().Sequence, batch.Missed, batch.Clears), Is.EqualTo((4L, 0L, 1L)));
    }

    [Test]
    public void Dropped_messages_are_counted_since_the_clearing_and_in_total()
    {
        Add(6);
        Assert.That(_log.ReadAll().Dropped, Is.EqualTo(2));
        _log.Clear();
        Add(5);
        Assert.That((_log.ReadAll().Dropped, _log.State.Dropped, _log.State.Received), Is.EqualTo((1L, 3L, 11L)));
    }

    [Test]
    public void The_oldest_are_dropped_when_their_bytes_are_too_many()
    {
        MessageLog log = new(100, 2000, _signal);
        for (int i = 0; i < 5; i++)
        {
            log.Add(new byte[400], 0, null);
        }

        LogState state = log.State;
        int kept = 2000 / log.ReadAll().Messages[0].Size;
        Assert.That((state.Count, state.Dropped, state.Received), Is.EqualTo((kept, 5L - kept, 5L)));
        Assert.That(state.Bytes, Is.EqualTo(log.ReadAll().Messages.Sum(static message => message.Size)));
        Assert.That(log.ReadAfter(0, 100).Missed, Is.EqualTo(5 - kept));
    }

    [Test]
    public void A_message_with_more_bytes_than_all_may_have_is_kept_alone()
    {
        MessageLog log = new(100, 2000, _signal);
        log.Add(new byte[400], 0, null);
        log.Add(new byte[5000], 0, null);
        Assert.That(log.ReadAll().Messages.Select(static message => message.Sequence), Is.EqualTo(new[] { 2L }));
        log.Add(new byte[400], 0, null);
        Assert.That(log.ReadAll().Messages.Select(static message => message.Sequence), Is.EqualTo(new[] { 3L }));
        log.Clear();
        Assert.That(log.State.Bytes, Is.Zero);
    }

    [Test]
    public void A_reader_takes_no_more_bytes_at_once_than_it_wants_but_one_message()
    {
        for (int i = 0; i < 4; i++)
        {
            _log.Add(new byte[1000], 0, null);
        }

        LogBatch two = _log.ReadAfter(0, 4, 2500);
        LogBatch one = _log.ReadAfter(0, 4, 10);
        Assert.That((two.Messages.Length, two.Missed, two.Cursor), Is.EqualTo((2, 2L, 4L)));
        Assert.That((one.Messages.Single().Sequence, one.Missed), Is.EqualTo((4L, 3L)));
    }

    [Test]
    public async Task Every_reader_that_waits_first_and_then_reads_gets_every_message()
    {
        const int Count = 100_000;
        MessageLog log = new(Count, long.MaxValue, _signal);
        Task<long>[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(ReadAsync))];
        for (int i = 0; i < Count; i++)
        {
            log.Add(default, 0, null);
        }

        Assert.That(await Task.WhenAll(readers).WaitAsync(TimeSpan.FromSeconds(60)), Is.All.EqualTo(Count));

        async Task<long> ReadAsync()
        {
            long cursor = 0;
            long seen = 0;
            while (cursor < Count)
            {
                Task next = _signal.WaitAsync();
                LogBatch batch = log.ReadAfter(cursor, Count);
                if (batch.Messages.Length == 0)
                {
                    await next;
                }

                seen += batch.Messages.Length;
                cursor = batch.Cursor;
            }

            return seen;
        }
    }

    [Test]
    public void Latencies_are_summarized_and_cleared()
    {
        LatencyWindow window = new();
        for (int i = 1; i <= 100; i++)
        {
            window.Add(i);
        }

        Assert.That(window.Take(), Is.EqualTo(new Latencies(50, 99, 100)));
        Assert.That(window.Take(), Is.Null);
    }

    [Test]
    public void More_latencies_than_are_kept_give_the_same_percentiles()
    {
        LatencyWindow window = new();
        for (int i = 0; i < 200_000; i++)
        {
            window.Add(i % 1000);
        }

        Latencies latencies = window.Take()!;
        Assert.That(latencies.P50, Is.InRange(350, 650));
        Assert.That(latencies.Max, Is.EqualTo(999));
    }

    private void Add(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _log.Add(default, 0, null);
        }
    }
}
