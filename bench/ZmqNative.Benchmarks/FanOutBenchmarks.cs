using BenchmarkDotNet.Attributes;
using ZmqNative.Patterns;

namespace ZmqNative.Benchmarks;

/// <summary>One publication to N subscribers, of which none, or all but one, subscribe to another topic.</summary>
public class FanOutBenchmarks
{
    // In a loop, as in AsyncBenchmarks.
    private const int Loop = 128;

    private readonly Context _context = new();
    private readonly List<AsyncSocket> _subscribers = [];
    private Reactor? _reactor;
    private AsyncSocket? _publisher;
    private byte[] _bytes = [];

    [Params(Sizes.Tiny, Sizes.KiB)]
    public int Size { get; set; }

    [Params("inproc", "ipc", "tcp")]
    public string Transport { get; set; } = "inproc";

    [Params(1, 8, 64)]
    public int Subscribers { get; set; }

    [Params(false, true)]
    public bool Filtered { get; set; }

    [GlobalSetup]
    public void Setup() => Blocking.Run(SetupAsync);

    private async Task SetupAsync()
    {
        _bytes = new byte[Size];
        _bytes[0] = (byte)'a';
        _reactor = new Reactor();
        _publisher = AsyncSocket.Create(SocketType.XPub, options: new() { Context = _context, Reactor = _reactor });
        _publisher.Configure(static socket =>
        {
            socket.XPubVerbose = true;

            // While it sends, libzmq checks only once a millisecond what was read: with a limit it would drop messages here,
            // although each is read before the next one is sent.
            socket.SendHighWatermark = 0;
        });
        _publisher.Bind(SocketPair.Endpoint(Transport));
        for (int i = 0; i < Subscribers; i++)
        {
            AsyncSocket subscriber = AsyncSocket.Create(SocketType.Sub, options: new() { Context = _context, Reactor = _reactor });
            string topic = Filtered && i > 0 ? "b" : "a";
            subscriber.Configure(socket =>
            {
                socket.ReceiveHighWatermark = 0;
                socket.Subscribe(topic);
            });
            subscriber.Connect(_publisher.LastEndpoint);
            _subscribers.Add(subscriber);
            (await _publisher.ReceiveAsync()).Dispose();
        }
    }

    [GlobalCleanup]
    public void Cleanup() => Blocking.Run(CleanupAsync);

    private async Task CleanupAsync()
    {
        foreach (AsyncSocket subscriber in _subscribers)
        {
            await subscriber.DisposeAsync();
        }

        _subscribers.Clear();
        await _publisher!.DisposeAsync();
        await _reactor!.DisposeAsync();
        await _context.DisposeAsync();
    }

    [Benchmark(OperationsPerInvoke = Loop)]
    public async ValueTask Publish()
    {
        for (int k = 0; k < Loop; k++)
        {
            await _publisher!.SendAsync(_bytes);
            int receivers = Filtered ? 1 : _subscribers.Count;
            for (int i = 0; i < receivers; i++)
            {
                (await _subscribers[i].ReceiveAsync()).Dispose();
            }
        }
    }
}
