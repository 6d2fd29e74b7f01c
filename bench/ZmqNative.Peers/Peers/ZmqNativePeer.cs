using ZmqNative.Patterns;
using ZmqNative.Perf;

namespace ZmqNative.Peers;

internal sealed class ZmqNativePeer : Peer
{
    public const string PackageName = "ZmqNative";

    private readonly Context _context = new();
    private readonly Lazy<Reactor> _reactor = new(static () => new Reactor());

    public override bool IsAsync => true;

    public override string Version => VersionOf(typeof(Context));

    public override PeerSocket CreateSocket(Kind kind) => new ZmqNativeSocket(_context.CreateSocket(Convert(kind)));

    public override PeerAsyncSocket CreateAsyncSocket(Kind kind) =>
        new ZmqNativeAsyncSocket(AsyncSocket.Create(Convert(kind), options: new() { Context = _context, Reactor = _reactor.Value }));

    public override async Task<double> RequestAsync(string endpoint, int size, int count, int inFlight)
    {
        await using ReplyServer server = new(
            endpoint,
            static (request, _) => new ValueTask<Payload>(request.Memory),
            new ReplyServerOptions { Context = _context, Reactor = _reactor.Value });
        await using RequestClient client = new(endpoint, new RequestClientOptions { Context = _context, Reactor = _reactor.Value });
        byte[] body = new byte[size];
        (await client.RequestAsync(body)).Dispose();
        Meter meter = new();
        meter.Start();
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(async _ =>
        {
            for (int i = 0; i < count / inFlight; i++)
            {
                (await client.RequestAsync(body)).Dispose();
            }
        }));
        meter.Stop();
        return count / meter.Seconds;
    }

    public override async ValueTask DisposeAsync()
    {
        if (_reactor.IsValueCreated)
        {
            await _reactor.Value.DisposeAsync();
        }

        _context.Dispose();
    }

    private static SocketType Convert(Kind kind) => kind switch
    {
        Kind.Push => SocketType.Push,
        Kind.Pull => SocketType.Pull,
        Kind.Req => SocketType.Req,
        _ => SocketType.Rep,
    };
}
