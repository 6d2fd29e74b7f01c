namespace ZmqNative.Patterns;

/// <summary>
/// Fails the requests that were sent and not answered when the last connection of a client has ended, as no peer is left that could answer.
/// </summary>
/// <param name="pattern">The client.</param>
/// <param name="connections">Its connections.</param>
/// <param name="listSent">
/// Lists the requests that libzmq has accepted and that have not ended, and were begun when fewer than the given number of outages had
/// happened.
/// </param>
/// <param name="fail">Fails the requests of a list that have not ended yet, and still count as sent.</param>
internal sealed class OutageWatch(
    Pattern pattern, ConnectionTracker connections, Func<long, List<ulong>> listSent, Action<List<ulong>> fail)
{
    // The time after an outage during which a request may still have been written to the pipe of the lost connection. It is shorter than
    // the time that a new connection takes.
    private static readonly TimeSpan LateLossWindow = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan ReaderPollInterval = TimeSpan.FromMilliseconds(1);

    private readonly HandledOutages _handled = new();

    /// <summary>Records that a connection has ended.</summary>
    public void OnDisconnected()
    {
        long outages = connections.Outages;
        if (_handled.TryTake(outages))
        {
            _ = FailSentAsync(listSent(outages));
        }
    }

    private async Task FailSentAsync(List<ulong> sent)
    {
        try
        {
            await WaitForReaderAsync().ConfigureAwait(false);
            fail(sent);

            // libzmq reports the loss before it removes the pipe: requests that were sent in between are lost, too. While nothing is
            // connected, all requests that count as sent are lost.
            await Task.Delay(LateLossWindow, pattern.Reactor.TimeProvider).ConfigureAwait(false);
            List<ulong> late = listSent(long.MaxValue);
            connections.Pump();
            if (pattern.ConnectedPeers == 0)
            {
                fail(late);
            }
        }
        catch (Exception exception) when (exception is ObjectDisposedException or InvalidOperationException or ZmqException)
        {
            // The client ends, which fails its requests in flight.
        }
    }

    // The monitor may be faster than the reading loop: answers that came before the loss count.
    private async Task WaitForReaderAsync()
    {
        while (!pattern.Socket.HasBeenReadOut())
        {
            await Task.Delay(ReaderPollInterval).ConfigureAwait(false);
        }
    }
}
