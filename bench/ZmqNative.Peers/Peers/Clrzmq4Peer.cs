using System.Reflection;
using ZeroMQ;

namespace ZmqNative.Peers;

/// <summary>clrzmq4, whose package is named ZeroMQ; it has no awaitable calls.</summary>
internal sealed class Clrzmq4Peer : Peer
{
    public const string PackageName = "ZeroMQ";

    private readonly ZContext _context = new();

    static Clrzmq4Peer() => SharedLibzmq.Give(typeof(ZContext).Assembly);

    public override string Version => typeof(Clrzmq4Peer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(static a => a.Key == PackageName).Value!;

    public override PeerSocket CreateSocket(Kind kind) => new Clrzmq4Socket(new ZSocket(_context, kind switch
    {
        Kind.Push => ZSocketType.PUSH,
        Kind.Pull => ZSocketType.PULL,
        Kind.Req => ZSocketType.REQ,
        _ => ZSocketType.REP,
    }));

    public override ValueTask DisposeAsync()
    {
        _context.Dispose();
        return ValueTask.CompletedTask;
    }
}
