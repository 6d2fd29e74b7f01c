using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns;

/// <content>The native sockets of a pair, one after the other.</content>
internal sealed partial class ConnectionTracker
{
    private readonly AttachedEndpoints _attached = new();

    // The epoch in which the native socket was created.
    private long _beginning;

    // Whether an endpoint without connection events, over inproc, was ever attached.
    private bool _hasUnseenConnections;

    /// <summary>Returns whether it is certain that no peer was ever connected. <see cref="Pump"/> is to be called before.</summary>
    public bool WasNeverConnected
    {
        get
        {
            lock (_gate)
            {
                return !_hasUnseenConnections && !History.WasConnected;
            }
        }
    }

    /// <summary>Whether a connection of the native socket has ended.</summary>
    public bool IsOver
    {
        get
        {
            lock (_gate)
            {
                return _table.Epoch != _beginning;
            }
        }
    }

    /// <summary>Returns the next endpoint that the new native socket is still to be attached to; null when there is none.</summary>
    public PendingEndpoint? Pending
    {
        get
        {
            lock (_gate)
            {
                return _attached.Next;
            }
        }
    }

    /// <summary>Starts a monitor of the events that are tracked.</summary>
    [SuppressMessage("Usage", "ZMQDRAFT", Justification = "Asked for so that the monitor is a draft one; only where there is a draft API.")]
    public static AsyncSocketMonitor StartMonitor(Socket socket, Reactor reactor)
    {
        SocketMonitor monitor = socket.Monitor(HasVersions ? Events | SocketEvents.PipeStatistics : Events);
        try
        {
            // The code that applies them is this library's, and short, whatever the options of the pattern are.
            return new AsyncSocketMonitor(monitor, reactor, ContinuationThread.Reactor);
        }
        catch
        {
            // The reactor ended meanwhile. libzmq would block on events that are not received.
            monitor.Dispose();
            throw;
        }
    }

    /// <summary>Applies on this thread the events that libzmq has reported so far. May be called within the socket's lock.</summary>
    public void Pump()
    {
        AsyncSocketMonitor monitor;
        MonitorWaiter pump;
        lock (_gate)
        {
            (monitor, pump) = (_monitor, _pump);
        }

        try
        {
            monitor.Pump(pump);
        }
        catch (Exception exception) when (exception is ContextTerminatedException or InvalidOperationException)
        {
            // The pattern ends, or its context or reactor does.
        }

        bool news;
        lock (_gate)
        {
            news = _reported != _table.Epoch || _toLog.Count > 0;
        }

        if (news)
        {
            _ = ThreadPool.UnsafeQueueUserWorkItem(static tracker => tracker.FollowUp(), this, preferLocal: false);
        }
    }

    /// <summary>Records that this side accepts connections at an endpoint. Called within the socket's lock.</summary>
    /// <param name="endpoint">The endpoint, with wildcards resolved.</param>
    /// <param name="written">The same as the user wrote it.</param>
    public void Bound(string endpoint, string written)
    {
        lock (_gate)
        {
            _attached.Bound(endpoint);
            _attached.Written(endpoint, written);
            NoteTransportInsideLock(endpoint);
        }
    }

    /// <summary>Returns whether an endpoint is still to be attached, and marks it as attached. Called within the socket's lock.</summary>
    public bool Withdraw(string endpoint)
    {
        lock (_gate)
        {
            return _attached.Withdraw(endpoint);
        }
    }

    /// <summary>Records that an endpoint is about to be connected, or has been bound. Called within the socket's lock.</summary>
    /// <returns>False if it is not to be attached any more.</returns>
    public bool TryAttach(PendingEndpoint endpoint)
    {
        lock (_gate)
        {
            if (!_attached.Withdraw(endpoint.Endpoint))
            {
                return false;
            }

            if (endpoint.Binds)
            {
                _attached.Bound(endpoint.Endpoint);
            }
            else
            {
                _table.Connecting(endpoint.Endpoint);
            }

            return true;
        }
    }

    private void NoteTransportInsideLock(string endpoint) =>
        _hasUnseenConnections |= endpoint.StartsWith("inproc://", StringComparison.Ordinal);

    /// <summary>Abandons the connection, as if it had ended. <see cref="Report"/> follows.</summary>
    public void Abandon()
    {
        lock (_gate)
        {
            _table.Abandon();
        }
    }

    /// <summary>Follows another native socket from now on. Called within the socket's lock.</summary>
    /// <returns>The monitor of the old one, which the caller ends, and the endpoints that the old one is bound to.</returns>
    public (AsyncSocketMonitor Old, string[] Bound) Switch(AsyncSocketMonitor monitor)
    {
        lock (_gate)
        {
            AsyncSocketMonitor old = _monitor;
            _monitor = monitor;
            _pump = new MonitorWaiter(socketEvent => Apply(monitor, socketEvent));
            _lost.Clear();
            _names.Clear();
            string[] bound = _attached.Detach(_table.Clear());
            PublishInsideLock();
            _beginning = _table.Epoch;
            Task loop = StartAsync(monitor);
            _loop = _loop.IsCompleted ? loop : Task.WhenAll(_loop, loop);
            return (old, bound);
        }
    }
}
