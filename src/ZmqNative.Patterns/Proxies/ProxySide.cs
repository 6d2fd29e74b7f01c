namespace ZmqNative.Patterns;

/// <summary>The backend, or the capture socket, of a proxy.</summary>
internal sealed class ProxySide : Pattern
{
    public ProxySide(SocketType type, string endpoints, PatternOptions options)
        : base(type, options) => Initialize(() => EndpointList.Attach(Socket, endpoints, bindByDefault: true));

    private protected override bool CountsUnhandled => Socket.Type is SocketType.Dealer or SocketType.Pull or SocketType.Router;
}
