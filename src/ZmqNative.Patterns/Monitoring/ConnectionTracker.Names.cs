namespace ZmqNative.Patterns;

/// <content>Endpoints by the names of hosts.</content>
internal sealed partial class ConnectionTracker
{
    private readonly NameConnector _names;

    /// <summary>Connects to an endpoint, if it has the name of a host. Called within the socket's lock.</summary>
    /// <returns>False if it has none, and libzmq is to be given the endpoint itself.</returns>
    public bool TryConnectByName(Socket socket, string endpoint) => _names.TryConnect(socket, endpoint);

    /// <summary>Ends the connection to an endpoint. Called within the socket's lock; <see cref="Report"/> follows.</summary>
    public void Disconnect(Socket socket, string endpoint)
    {
        // What was sent over a connection whose begin is reported, and not read yet, is lost with it as well.
        Pump();
        if (!_names.TryRemove(endpoint, out string? native))
        {
            native = endpoint;
        }

        if (native is not null)
        {
            socket.Disconnect(native);
        }

        int others;
        lock (_gate)
        {
            others = _table.Disconnected(endpoint);
            PublishInsideLock();
        }

        Connect(socket, native ?? endpoint, others);
    }

    /// <summary>Connects a number of sessions to an address.</summary>
    public static void Connect(Socket socket, string native, int sessions)
    {
        for (int i = 0; i < sessions; i++)
        {
            socket.Connect(native);
        }
    }

    /// <summary>
    /// Returns the endpoint that was given to libzmq for the one of the user; null while there is none. Called within the socket's lock.
    /// </summary>
    public string? NativeOf(string endpoint) => _names.NativeOf(endpoint);

    /// <summary>Returns a text of sentences that name the hosts which cannot be resolved.</summary>
    public string DescribeNames() => _names.Describe();

    /// <summary>Returns whether an endpoint has a connection that has completed its handshake.</summary>
    public bool IsConnected(string endpoint)
    {
        lock (_gate)
        {
            return _table.IsConnected(endpoint);
        }
    }

    /// <summary>
    /// Returns the number of times that a connection to an endpoint has failed, or ended, and libzmq has reported that it tries again.
    /// </summary>
    public int FailuresOf(string endpoint)
    {
        lock (_gate)
        {
            return _table.FailuresOf(endpoint);
        }
    }

    /// <summary>
    /// Records that this side has ended the connections of an endpoint, and connects it at another address from now on. Called within the
    /// socket's lock; <see cref="Report"/> follows.
    /// </summary>
    /// <returns>The number of sessions of other endpoints to make again at the old address.</returns>
    public int Readdress(string endpoint, string native, string reported)
    {
        lock (_gate)
        {
            int others = _table.Readdress(endpoint, native, reported);
            PublishInsideLock();
            return others;
        }
    }
}
