namespace ZmqNative.Patterns;

/// <summary>The history of a pattern's connections, for the texts of exceptions.</summary>
internal sealed class ConnectionHistory
{
    private const SocketEvents Failures =
        SocketEvents.HandshakeFailedNoDetail | SocketEvents.HandshakeFailedProtocol | SocketEvents.HandshakeFailedAuthentication;

    // Each field is one reference, written by the thread that applies the events of the monitor and read by any thread.
    private Moment? _connected;
    private Moment? _lost;
    private Moment? _failed;

    /// <summary>Whether a peer was ever connected.</summary>
    public bool WasConnected => Volatile.Read(ref _connected) is not null;

    /// <summary>Stores an event of the monitor; irrelevant kinds are ignored.</summary>
    public void Record(in SocketEvent socketEvent)
    {
        if (socketEvent.Kind == SocketEvents.HandshakeSucceeded)
        {
            Volatile.Write(ref _connected, new Moment(socketEvent));
        }
        else if (socketEvent.Kind == SocketEvents.Disconnected)
        {
            Volatile.Write(ref _lost, new Moment(socketEvent));
        }
        else if ((socketEvent.Kind & Failures) != 0)
        {
            Volatile.Write(ref _failed, new Moment(socketEvent));
        }
    }

    /// <summary>
    /// Returns a text of sentences: whether there is a connection, until when there was one, and how the last handshake failed.
    /// </summary>
    /// <param name="connected">The number of connections now.</param>
    /// <param name="endpoint">An endpoint of the socket: connections over <c>inproc://</c> have no events.</param>
    public string Describe(int connected, string endpoint)
    {
        string failure = Volatile.Read(ref _failed) is { } failed
            ? $" The last handshake, with {failed.Peer}, failed {failed.Age} ago: {Explain(failed.Event)}."
            : string.Empty;
        if (connected > 0)
        {
            return $" {connected} {(connected == 1 ? "peer is" : "peers are")} connected.{failure}";
        }

        if (Volatile.Read(ref _connected) is null)
        {
            return endpoint.StartsWith("inproc:", StringComparison.Ordinal) ? failure : $" No peer has ever been connected.{failure}";
        }

        return Volatile.Read(ref _lost) is { } lost
            ? $" No peer is connected; the last connection, with {lost.Peer}, ended {lost.Age} ago.{failure}"
            : $" No peer is connected.{failure}";
    }

    /// <summary>Returns the reason why a handshake has failed.</summary>
    public static string Explain(in SocketEvent failure) =>
        failure.ProtocolError is { } error ? $"protocol error {error}"
        : failure.AuthenticationStatus is { } status ? $"authentication was refused with status {status}"
        : failure.ErrorName is { } name ? name
        : "no detail is known";

    private sealed class Moment(SocketEvent socketEvent)
    {
        private readonly long _at = TimeProvider.System.GetTimestamp();

        public SocketEvent Event => socketEvent;

        // A monitor of the draft API reports both addresses, another one that of the peer or of the listener.
        public string Peer => socketEvent.RemoteEndpoint is { Length: > 0 } remote ? remote : socketEvent.Endpoint;

        public string Age => $"{TimeProvider.System.GetElapsedTime(_at).TotalSeconds:0.###} s";
    }
}
