namespace ZmqNative.Patterns.Tests;

public sealed class ReceiveCancellationStormTests(ContinuationThread continuations) : StormTest(continuations)
{
    private const int Senders = 4;
    private const int Receivers = 4;

    // One receiver shows the order; several show that they do not affect each other.
    [TestCase(1, false)]
    [TestCase(Receivers, false)]
    [TestCase(Receivers, true)]
    public async Task Every_number_arrives_once_though_half_of_the_receives_are_cancelled(int receivers, bool tcp)
    {
        int perSender = Storm.Size(tcp ? 30_000 : 50_000) / Senders;
        await using AsyncSocket pull = CreateSocket(SocketType.Pull);
        pull.Bind(tcp ? "tcp://127.0.0.1:*" : Inproc());
        AsyncSocket[] pushes = [.. Enumerable.Range(0, Senders).Select(_ => CreateSocket(SocketType.Push))];
        int left = perSender * Senders;
        int cancelled = 0;
        bool[][] seen = [.. Enumerable.Range(0, Senders).Select(_ => new bool[perSender])];
        using CancellationTokenSource done = new();
        Canceller canceller = new();

        // Each receive is either to be cancelled or releases one message, so half of the receives get none.
        using SemaphoreSlim permits = new(0);

        Task[] sending = [.. pushes.Select((push, sender) => Task.Run(async () =>
        {
            push.Connect(pull.LastEndpoint);
            for (int i = 0; i < perSender; i++)
            {
                await permits.WaitAsync();
                await push.SendAsync(Storm.Bytes(sender, i));
            }
        }))];
        Task[] receiving = [.. Enumerable.Range(0, receivers).Select(_ => Task.Run(async () =>
        {
            int[] next = new int[Senders];
            while (!done.IsCancellationRequested)
            {
                using CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(done.Token);
                bool toBeCancelled = canceller.MayCancel(source);
                if (!toBeCancelled)
                {
                    permits.Release();
                }

                try
                {
                    (int sender, int number) = Storm.Take(await pull.ReceiveAsync(source.Token));
                    if (toBeCancelled)
                    {
                        // It took the message of another receive, which would wait for ever.
                        await Canceller.WaitForAsync(source);
                        permits.Release();
                    }

                    bool again = seen[sender][number];
                    seen[sender][number] = true;
                    Assert.That(again, Is.False, "a number arrived twice");
                    if (receivers == 1)
                    {
                        Assert.That(number, Is.EqualTo(next[sender]), "a number arrived out of order");
                        next[sender]++;
                    }

                    if (Interlocked.Decrement(ref left) == 0)
                    {
                        await done.CancelAsync();
                    }
                }
                catch (OperationCanceledException)
                {
                    Interlocked.Increment(ref cancelled);
                    Assert.That(toBeCancelled || done.IsCancellationRequested, Is.True);
                }
            }
        }))];

        await Storm.EndAsync([.. sending, .. receiving]);
        await canceller.DisposeAsync();
        Assert.That(seen.All(numbers => numbers.All(number => number)), Is.True);
        await TestContext.Out.WriteLineAsync($"{perSender * Senders} received, {cancelled} cancelled");
        foreach (AsyncSocket push in pushes)
        {
            await push.DisposeAsync();
        }
    }
}
