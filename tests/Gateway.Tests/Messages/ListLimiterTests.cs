using Microsoft.Extensions.Time.Testing;

namespace ZmqNative.Samples.Gateway.Tests;

public sealed class ListLimiterTests
{
    private FakeTimeProvider _time = null!;
    private MessageLog _log = null!;
    private ListLimiter _limiter = null!;

    [SetUp]
    public void Create()
    {
        _time = new FakeTimeProvider();
        _log = new MessageLog(10, 20_000, new LiveSignal());
        _limiter = new ListLimiter(new GatewayOptions { MaxLists = 3, MaxListBytes = 30_000 }, _log, _time);
    }

    [Test]
    public void A_message_counts_once_in_however_many_lists_it_is()
    {
        long bytes = Fill();
        using MessageList first = _limiter.TryOpen()!;
        using MessageList second = _limiter.TryOpen()!;
        Assert.That((_limiter.Bytes, _limiter.Open), Is.EqualTo((bytes, 2)));
        int size = _log.ReadAll().Messages[0].Size;
        first.Take();
        Assert.That(_limiter.Bytes, Is.EqualTo(bytes));
        second.Take();
        Assert.That(_limiter.Bytes, Is.EqualTo(bytes - size));
        first.Dispose();
        Assert.That((_limiter.Bytes, _limiter.Open), Is.EqualTo((bytes - size, 1)));
        second.Dispose();
        Assert.That((_limiter.Bytes, _limiter.Open), Is.EqualTo((0L, 0)));
    }

    [Test]
    public void A_list_gives_every_message_once_in_order()
    {
        Fill();
        using MessageList list = _limiter.TryOpen()!;
        List<long> sequences = [];
        while (list.Take() is { } message)
        {
            sequences.Add(message.Sequence);
        }

        Assert.That(sequences, Is.EqualTo(Enumerable.Range(1, list.Count)));
        Assert.That(_limiter.Bytes, Is.Zero);
    }

    [Test]
    public void More_lists_than_allowed_are_refused()
    {
        List<MessageList?> lists = [.. Enumerable.Range(0, 5).Select(_ => _limiter.TryOpen())];
        Assert.That(lists.Select(static list => list is not null), Is.EqualTo(new[] { true, true, true, false, false }));
        Assert.That((_limiter.Open, _limiter.Refused, _limiter.Ended), Is.EqualTo((3, 2L, 0L)));
        lists.ForEach(static list => list?.Dispose());
    }

    [Test]
    public void More_bytes_than_allowed_are_refused_until_the_oldest_list_has_had_its_time()
    {
        Fill();
        using MessageList slow = _limiter.TryOpen()!;
        Fill();
        Assert.That(_limiter.TryOpen(), Is.Null);
        _time.Advance(ListLimiter.Grace - TimeSpan.FromMilliseconds(1));
        Assert.That(_limiter.TryOpen(), Is.Null);
        Assert.That(slow.Ending.IsCancellationRequested, Is.False);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        using MessageList list = _limiter.TryOpen()!;
        Assert.That(list.Count, Is.EqualTo(10));
        Assert.That((slow.Ending.IsCancellationRequested, slow.Take()), Is.EqualTo((true, (LoggedMessage?)null)));
        Assert.That((_limiter.Open, _limiter.Refused, _limiter.Ended), Is.EqualTo((1, 2L, 1L)));
        Assert.That(_limiter.Bytes, Is.EqualTo(_log.State.Bytes));
    }

    [Test]
    public void A_message_above_the_limit_is_in_a_list_alone()
    {
        _log.Add(new byte[40_000], 0, null);
        using MessageList list = _limiter.TryOpen()!;
        Assert.That(list.Count, Is.EqualTo(1));
        Fill();
        Assert.That(_limiter.TryOpen(), Is.Null);
    }

    [Test]
    public void A_slow_list_is_not_ended_when_nobody_needs_its_memory()
    {
        Fill();
        using MessageList slow = _limiter.TryOpen()!;
        _time.Advance(TimeSpan.FromHours(1));
        using MessageList other = _limiter.TryOpen()!;
        Assert.That((slow.Ending.IsCancellationRequested, _limiter.Open), Is.EqualTo((false, 2)));
    }

    [Test]
    public async Task Lists_of_many_threads_leave_nothing_behind()
    {
        Task adding = Task.Run(() => Parallel.For(0, 2000, _ => _log.Add(new byte[1500], 0, null)));
        Task[] reading = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            while (!adding.IsCompleted)
            {
                using MessageList? list = _limiter.TryOpen();
                Assert.That(_limiter.Bytes, Is.LessThanOrEqualTo(30_000));
                for (int i = 0; i < 5; i++)
                {
                    list?.Take();
                }
            }
        }))];
        await adding;
        await Task.WhenAll(reading);
        Assert.That((_limiter.Open, _limiter.Bytes), Is.EqualTo((0, 0L)));
    }

    // Ten fresh messages.
    private long Fill()
    {
        for (int i = 0; i < 10; i++)
        {
            _log.Add(new byte[1500], 0, null);
        }

        return _log.State.Bytes;
    }
}
