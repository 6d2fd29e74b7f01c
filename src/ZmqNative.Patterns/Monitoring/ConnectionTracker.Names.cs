namespace ZmqNative.Patterns;

/// <content>Endpoints by the names of hosts.</content>
internal sealed partial class ConnectionTracker
{
    private readonly NameConnector _names;

    /// <summary>Connects to an endpoint, if it has the name of a host. Called within the socket's lock.</summary>
    /// <returns>False if it has none, and libzmq is to be given the endpoint itself.</returns>
    public bool TryConnectByName(Socket socket, string endpoint) => _names.TryConnect(socket, endpoint);

    /// <summary>Ends the connection to an endpoint that has the name of a host, likewise.</summary>
    public bool TryDisconnectByName(Socket socket, string endpoint) => _names.TryDisconnect(socket, endpoint);

    /// <summary>Makes sessions again that libzmq has ended with another one to the same address, likewise.</summary>
    public void ConnectAgainByName(Socket socket, string endpoint) => _names.ConnectAgain(socket, endpoint);

    /// <summary>How many times an endpoint is connected.</summary>
    public int SessionsOf(string endpoint)
    {
        lock (_gate)
        {
            return _table.SessionsOf(endpoint);
        }
    }

    /// <summary>The endpoint that libzmq was given for the one of the user; null while there is none. Called within the socket's lock.</summary>
    public string? NativeOf(string endpoint) => _names.NativeOf(endpoint);

    /// <summary>Says in sentences which names cannot be resolved.</summary>
    public string DescribeNames() => _names.Describe();

    /// <summary>Whether an endpoint has a connection that has completed its handshake.</summary>
    public bool IsConnected(string endpoint)
    {
        lock (_gate)
        {
            return _table.IsConnected(endpoint);
        }
    }

    /// <summary>How often a connection to an endpoint has failed, or ended, and libzmq has said that it tries again.</summary>
    public int FailuresOf(string endpoint)
    {
        lock (_gate)
        {
            return _table.FailuresOf(endpoint);
        }
    }

    /// <summary>This side connects an endpoint at another address from now on. Called within the socket's lock; <see cref="Report"/> follows.</summary>
    public void Readdress(string endpoint, string native, string reported)
    {
        lock (_gate)
        {
            _table.Readdress(endpoint, native, reported);
        }
    }
}
