namespace ZmqNative.Patterns;

/// <summary>Finds out which peers of a ROUTER are lost, after a connection has ended: the ROUTER itself does not report it.</summary>
/// <remarks>
/// libzmq reports the end of a connection before it removes the pipe, and what was received over it is to be read first. So the check is made
/// after some time, and repeated. One runs at a time.
/// </remarks>
/// <param name="timeProvider">The clock.</param>
/// <param name="check">The check, which must not throw.</param>
internal sealed class PeerCheck(TimeProvider timeProvider, Action check)
{
    private static readonly TimeSpan[] Delays = [TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500)];

    private int _requests;

    /// <summary>Checks, in the background.</summary>
    public void Begin()
    {
        if (Interlocked.Increment(ref _requests) == 1)
        {
            _ = RunAsync();
        }
    }

    private async Task RunAsync()
    {
        int seen;
        do
        {
            seen = Volatile.Read(ref _requests);
            foreach (TimeSpan delay in Delays)
            {
                await Task.Delay(delay, timeProvider).ConfigureAwait(false);
                check();
            }
        }
        while (Interlocked.CompareExchange(ref _requests, 0, seen) != seen);
    }
}
