using System.Collections.Concurrent;

namespace ZmqNative.Patterns.Tests;

/// <summary>Cancels a random half of the operations at random moments, on two threads.</summary>
internal sealed class Canceller : IAsyncDisposable
{
    private readonly ConcurrentQueue<CancellationTokenSource> _victims = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _cancelling;

    public Canceller() => _cancelling = Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(
        Cancel, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

    /// <summary>Passes the source to the threads with a probability of one half.</summary>
    public bool MayCancel(CancellationTokenSource source)
    {
        if (Random.Shared.Next(2) == 0)
        {
            return false;
        }

        _victims.Enqueue(source);
        return true;
    }

    /// <summary>Completes when the threads have cancelled the source that <see cref="MayCancel"/> gave them.</summary>
    public static async Task WaitForAsync(CancellationTokenSource source)
    {
        TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (source.Token.UnsafeRegister(static state => ((TaskCompletionSource)state!).SetResult(), cancelled))
        {
            await cancelled.Task;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _cancelling;
        _stop.Dispose();
    }

    private void Cancel()
    {
        SpinWait spin = default;
        while (!_stop.IsCancellationRequested)
        {
            if (!_victims.TryDequeue(out CancellationTokenSource? victim))
            {
                spin.SpinOnce(sleep1Threshold: -1);
                continue;
            }

            // The random moment: before, while or after the operation is served.
            Thread.SpinWait(Random.Shared.Next(2000));
            try
            {
                victim.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The operation was faster.
            }
        }
    }
}
