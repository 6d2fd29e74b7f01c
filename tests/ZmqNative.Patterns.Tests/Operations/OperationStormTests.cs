namespace ZmqNative.Patterns.Tests.Operations;

/// <summary>Operations that are served, cancelled and ended by several threads at once, and reused immediately.</summary>
public sealed class OperationStormTests : OperationTest
{
    [Test]
    public async Task Each_use_ends_once_with_its_result_or_its_cancellation()
    {
        QueueOwner owner = new();
        int perWorker = Storm.Size(100_000) / 4;
        int left = 4;
        int served = 0;
        Canceller canceller = new();
        (int Results, int Cancelled)[] ends = new (int, int)[4];
        HashSet<int>[] results = [.. ends.Select(static _ => new HashSet<int>())];
        Task serving = Task.Factory.StartNew(
            () =>
            {
                SpinWait spin = default;
                while (Volatile.Read(ref left) > 0)
                {
                    served += owner.Serve(served, count: 2);
                    spin.SpinOnce(sleep1Threshold: -1);
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Storm.EndAsync(Enumerable.Range(0, ends.Length).Select(worker => Task.Run(async () =>
        {
            for (int i = 0; i < perWorker; i++)
            {
                using CancellationTokenSource source = new();
                CancellationToken token = i % 3 == 0 ? CancellationToken.None : source.Token;
                if (token.CanBeCanceled)
                {
                    _ = canceller.MayCancel(source);
                }

                try
                {
                    Assert.That(results[worker].Add(await owner.Wait(token)), Is.True, "a result was returned twice");
                    ends[worker].Results++;
                }
                catch (OperationCanceledException exception)
                {
                    Assert.That(exception.CancellationToken, Is.EqualTo(token), "the cancellation of another use");
                    ends[worker].Cancelled++;
                }
            }

            _ = Interlocked.Decrement(ref left);
        })));
        await serving;
        await canceller.DisposeAsync();

        Assert.That(ends.Sum(end => end.Results + end.Cancelled), Is.EqualTo(perWorker * ends.Length));
        Assert.That(results.Sum(set => set.Count), Is.EqualTo(served), "each result was served to one use");
        Assert.That(results.Aggregate((a, b) => [.. a, .. b]), Has.Count.EqualTo(served));
        Assert.That(owner.Count, Is.Zero);
    }

    [Test]
    public async Task An_owner_that_ends_fails_operations_that_are_served_and_cancelled_meanwhile()
    {
        Canceller canceller = new();
        for (int round = 0; round < Storm.Size(2_000); round++)
        {
            QueueOwner owner = new();
            using Barrier start = new(3);
            Task ending = Task.Run(() =>
            {
                start.SignalAndWait();
                owner.End();
            });
            Task serving = Task.Run(() =>
            {
                start.SignalAndWait();
                _ = owner.Serve(first: 0, count: 3);
            });
            using CancellationTokenSource source = new();
            _ = canceller.MayCancel(source);
            Task<string>[] waits = [.. Enumerable.Range(0, 6).Select(i => OutcomeAsync(owner.Wait(i % 2 == 0 ? source.Token : default)))];
            start.SignalAndWait();
            await Storm.EndAsync([ending, serving, .. waits]);
            Assert.That(owner.Count, Is.Zero);
        }

        await canceller.DisposeAsync();
    }

    private static async Task<string> OutcomeAsync(ValueTask<int> wait)
    {
        try
        {
            return $"{await wait}";
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            return exception.GetType().Name;
        }
    }
}
