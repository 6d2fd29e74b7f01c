namespace ZmqNative.Patterns;

/// <summary>
/// Fails what was sent and not answered when the last connection of a client has ended, so that no peer is left that could answer.
/// </summary>
/// <param name="pattern">The client.</param>
/// <param name="connections">Its connections.</param>
/// <param name="listSent">
/// Lists what has been accepted by libzmq and not ended, and was begun when fewer than the given number of outages had happened.
/// </param>
/// <param name="lose">Fails those of a list that have not ended yet, and still count as sent.</param>
internal sealed class OutageWatch(
    Pattern pattern, ConnectionTracker connections, Func<long, List<ulong>> listSent, Action<List<ulong>> lose)
{
    // How long after an outage a request may still have gone into the pipe of the broken connection. Less than a new connection takes.
    private static readonly TimeSpan Aftermath = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan ReadingInterval = TimeSpan.FromMilliseconds(1);

    private readonly HandledOutages _handled = new();

    /// <summary>A connection has ended.</summary>
    public void OnDisconnected()
    {
        long outages = connections.Outages;
        if (_handled.TryTake(outages))
        {
            _ = LoseAsync(listSent(outages));
        }
    }

    private async Task LoseAsync(List<ulong> sent)
    {
        try
        {
            await WaitForReaderAsync().ConfigureAwait(false);
            lose(sent);

            // libzmq reports the loss before it takes the pipe away: what was sent in between is lost, too. While nothing is
            // connected, all that counts as sent is.
            await Task.Delay(Aftermath, pattern.Reactor.TimeProvider).ConfigureAwait(false);
            List<ulong> late = listSent(long.MaxValue);
            connections.Pump();
            if (pattern.ConnectedPeers == 0)
            {
                lose(late);
            }
        }
        catch (Exception exception) when (exception is ObjectDisposedException or InvalidOperationException or ZmqException)
        {
            // The client ends, and what is in flight with it.
        }
    }

    // The monitor may be quicker than the reading loop: answers that came before the loss count. The loop waits for more only
    // once it has dealt with all that had come; serving it first makes it see what libzmq has.
    private async Task WaitForReaderAsync()
    {
        while (true)
        {
            pattern.Socket.Configure(static _ => { });
            if (pattern.Socket.PendingReceives > 0)
            {
                return;
            }

            await Task.Delay(ReadingInterval).ConfigureAwait(false);
        }
    }
}
