namespace ZmqNative.Patterns;

/// <summary>
/// Fails the requests that were sent and not answered when the last connection of a client has ended, as no peer is left that could answer.
/// </summary>
/// <remarks>
/// libzmq reports the end of a connection before it removes the pipe, so that a request may still be written to a pipe that nobody reads. From the report on
/// until the pipe is known to be gone requests wait (<see cref="IsUndecided"/>); those that were begun before are failed then. The pipe is gone when
/// the socket can send nothing, or when the next connection has completed its handshake, which libzmq reports after it has removed the pipe.
/// </remarks>
/// <param name="pattern">The client.</param>
/// <param name="connections">Its connections.</param>
/// <param name="listSent">
/// Lists the requests that libzmq has accepted and that have not ended, and were begun when fewer than the given number of outages had
/// happened.
/// </param>
/// <param name="fail">Fails the requests of a list that have not ended yet, and still count as sent before this number of outages.</param>
internal sealed class OutageWatch(
    Pattern pattern, ConnectionTracker connections, Func<long, List<ulong>> listSent, Action<List<ulong>, long> fail)
{
    // A client with endpoints over inproc can always send, and is not told when these connect: after this time the pipe counts as gone.
    private static readonly TimeSpan LongestDoubtWithInproc = TimeSpan.FromMilliseconds(20);

    // For other clients the end of the pipe is as late as the I/O thread. Bounded, as a peer of ZMTP 2.0 has a pipe and is not reported as connected.
    private static readonly TimeSpan LongestDoubt = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(1);

    private readonly HandledOutages _handled = new();
    private long _decided;

    /// <summary>Whether a connection has ended whose pipe may not be gone yet: a request that is written now may be lost unnoticed.</summary>
    public bool IsUndecided => connections.Outages > Volatile.Read(ref _decided);

    /// <summary>Waits until no such connection is left.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (IsUndecided)
        {
            // It may not have been reported yet.
            OnDisconnected();
            await Task.Delay(PollInterval, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Records that a connection has ended.</summary>
    public void OnDisconnected()
    {
        long outages = connections.Outages;
        if (_handled.TryTake(outages))
        {
            _ = FailSentAsync(outages);
        }
    }

    private async Task FailSentAsync(long outages)
    {
        try
        {
            await WaitUntilGoneAsync().ConfigureAwait(false);

            // Requests that begin from now on have a higher number, or see that the outage is decided.
            List<ulong> sent = listSent(outages);
            Decide(outages);
            await WaitForReaderAsync().ConfigureAwait(false);
            fail(sent, outages);
        }
        catch (Exception exception) when (exception is ObjectDisposedException or InvalidOperationException or ZmqException)
        {
            // The client ends, which fails its requests in flight.
            Decide(outages);
        }
    }

    private async Task WaitUntilGoneAsync()
    {
        long begin = TimeProvider.System.GetTimestamp();
        while (!IsPipeGone() && TimeProvider.System.GetElapsedTime(begin) < (connections.HasInproc ? LongestDoubtWithInproc : LongestDoubt))
        {
            await Task.Delay(PollInterval).ConfigureAwait(false);
        }
    }

    private bool IsPipeGone()
    {
        // In this order: what removes the pipe is in the queue of the socket before the handshake is reported.
        connections.Pump();
        bool isConnected = pattern.ConnectedPeers > 0;
        SendState state = new();
        pattern.Socket.ConfigureShortly(static (socket, state) => state.CanSend = socket.Events.HasFlag(PollEvents.Out), state);
        return isConnected || !state.CanSend;
    }

    private void Decide(long outages)
    {
        for (long decided = Volatile.Read(ref _decided); decided < outages; decided = Volatile.Read(ref _decided))
        {
            _ = Interlocked.CompareExchange(ref _decided, outages, decided);
        }
    }

    // The monitor may be faster than the reading loop: answers that came before the loss count.
    private async Task WaitForReaderAsync()
    {
        while (!pattern.Socket.HasBeenReadOut())
        {
            await Task.Delay(PollInterval).ConfigureAwait(false);
        }
    }

    private sealed class SendState
    {
        public bool CanSend { get; set; }
    }
}
