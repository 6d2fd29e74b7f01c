namespace ZmqNative.Peers;

internal sealed class NetZmqPeer : Peer
{
    public const string PackageName = "Net.Zmq";

    private readonly Net.Zmq.Context _context = new();

    static NetZmqPeer() => SharedLibzmq.Give(System.Reflection.Assembly.Load("Net.Zmq.Core"));

    public override bool IsAsync => true;

    public override string Version => VersionOf(typeof(Net.Zmq.Context));

    public override PeerSocket CreateSocket(Kind kind) => new NetZmqSocket(Create(kind));

    public override PeerAsyncSocket CreateAsyncSocket(Kind kind) => new NetZmqAsyncSocket(Create(kind));

    public override ValueTask DisposeAsync()
    {
        _context.Dispose();
        return ValueTask.CompletedTask;
    }

    private Net.Zmq.Socket Create(Kind kind) => new(_context, kind switch
    {
        Kind.Push => Net.Zmq.SocketType.Push,
        Kind.Pull => Net.Zmq.SocketType.Pull,
        Kind.Req => Net.Zmq.SocketType.Req,
        _ => Net.Zmq.SocketType.Rep,
    });
}
