namespace ZmqNative.Patterns.Tests.RequestReply;

/// <summary>Waits whose time passes on several threads, while a loop reads and waits.</summary>
public sealed class ExpiryDelayTests : PatternsTest
{
    private const int Rounds = 2_000;
    private const int Threads = 3;

    private int _ended;

    [Test]
    public async Task Each_wait_ends_once_and_none_is_forgotten()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        int[] ends = new int[Rounds * Threads];
        ExpiryDelay<int> expiry = Create(pair, wait => Interlocked.Increment(ref ends[wait]));
        using CancellationTokenSource end = new();
        Task reading = ReadAsync(pair.Bound, expiry, end.Token);
        for (int round = 0; round < Rounds; round++)
        {
            int first = round * Threads;
            Task send = pair.Connected.SendAsync(new byte[1], Limit).AsTask();
            await Task.WhenAll(Enumerable.Range(first, Threads).Select(wait => Task.Run(() => expiry.Expire(wait))));
            await send;
            await Eventually(() => Volatile.Read(ref _ended) == first + Threads, $"round {round}");
        }

        await end.CancelAsync();
        await reading;
        Assert.That(ends, Is.All.EqualTo(1));
    }

    [Test]
    public async Task A_wait_ends_after_as_many_batches_as_can_have_been_there_for_it()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        List<int> ended = [];
        ExpiryDelay<int> expiry = Create(pair, ended.Add, mostBatches: 4);
        expiry.Expire(1);
        Read(2);
        expiry.Expire(2);
        Read(1);
        Assert.That(ended, Is.Empty);
        Read(1);
        Assert.That(ended, Is.EqualTo(new[] { 1 }));
        Read(1);
        Assert.That(ended, Is.EqualTo(new[] { 1 }));
        Read(1);
        Assert.That(ended, Is.EqualTo(new[] { 1, 2 }));

        void Read(int batches)
        {
            for (int i = 0; i < batches; i++)
            {
                expiry.AfterBatch(waits: false);
            }
        }
    }

    [Test]
    public async Task The_end_ends_all_waits_and_later_ones_at_once()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        List<int> ended = [];
        ExpiryDelay<int> expiry = Create(pair, ended.Add);
        expiry.Expire(1);
        expiry.Expire(2);
        Assert.That(ended, Is.Empty);
        expiry.End();
        Assert.That(ended, Is.EqualTo(new[] { 1, 2 }));
        expiry.Expire(3);
        Assert.That(ended, Is.EqualTo(new[] { 1, 2, 3 }));
    }

    [Test]
    public async Task Waits_end_although_the_loop_never_looks()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        ExpiryDelay<int> expiry = Create(pair, static _ => { }, longestDelay: TimeSpan.FromMilliseconds(1));
        for (int i = 1; i <= 3; i++)
        {
            expiry.Expire(i);
            await Eventually(() => Volatile.Read(ref _ended) == i, "ended");
        }
    }

    // By default without the limit of time, which would end a wait that was forgotten.
    private ExpiryDelay<int> Create(SocketPair pair, Action<int> end, int mostBatches = int.MaxValue, TimeSpan? longestDelay = null)
    {
        _ended = 0;
        return new ExpiryDelay<int>(
            pair.Bound,
            wait =>
            {
                end(wait);
                _ = Interlocked.Increment(ref _ended);
            },
            mostBatches,
            longestDelay ?? Timeout.InfiniteTimeSpan);
    }

    // As the loop of a client does.
    private static async Task ReadAsync(AsyncSocket socket, ExpiryDelay<int> expiry, CancellationToken cancellationToken)
    {
        MultipartMessage[] batch = new MultipartMessage[4];
        try
        {
            while (true)
            {
                ValueTask<int> receive = socket.ReceiveBatchAsync(batch, cancellationToken);
                expiry.AfterBatch(waits: !receive.IsCompleted);
                int count = await receive;
                foreach (MultipartMessage message in batch.AsSpan(0, count))
                {
                    message.Dispose();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
