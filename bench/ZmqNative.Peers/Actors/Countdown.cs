namespace ZmqNative.Peers;

/// <summary>A task that completes after a number of events, on any threads.</summary>
internal sealed class Countdown(int count)
{
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = count;

    public Task Over => _over.Task;

    public void Signal()
    {
        if (Interlocked.Decrement(ref _left) == 0)
        {
            _over.SetResult();
        }
    }
}
