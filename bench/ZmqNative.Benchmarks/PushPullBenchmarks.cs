using BenchmarkDotNet.Attributes;
using ZmqNative.Patterns;

namespace ZmqNative.Benchmarks;

/// <summary>Work from several pushers to several pullers.</summary>
public class PushPullBenchmarks
{
    private const int Messages = 256;

    private readonly Context _context = new();
    private readonly List<AsyncSocket> _pushers = [];
    private readonly List<AsyncSocket> _pullers = [];
    private readonly byte[] _bytes = new byte[Sizes.Tiny];
    private Reactor? _reactor;

    [Params("1:1", "1:4", "4:1")]
    public string Shape { get; set; } = "1:1";

    [Params("inproc", "ipc", "tcp")]
    public string Transport { get; set; } = "inproc";

    [GlobalSetup]
    public void Setup()
    {
        _reactor = new Reactor();
        int pushers = Shape[0] - '0';
        int pullers = Shape[^1] - '0';
        for (int i = 0; i < pullers; i++)
        {
            _pullers.Add(AsyncSocket.Create(SocketType.Pull, options: new() { Context = _context, Reactor = _reactor }));
            _pullers[i].Configure(static socket => socket.ReceiveHighWatermark = 0);
            _pullers[i].Bind(SocketPair.Endpoint(Transport));
        }

        for (int i = 0; i < pushers; i++)
        {
            _pushers.Add(AsyncSocket.Create(SocketType.Push, options: new() { Context = _context, Reactor = _reactor }));

            // While it sends, libzmq checks only once a millisecond what was read: with a limit it would skip a puller that
            // has read all, send its messages to the others, and that puller would wait here for ever.
            _pushers[i].Configure(static socket => socket.SendHighWatermark = 0);
            _pullers.ForEach(puller => _pushers[i].Connect(puller.LastEndpoint));
        }
    }

    [GlobalCleanup]
    public void Cleanup() => Blocking.Run(CleanupAsync);

    private async Task CleanupAsync()
    {
        foreach (AsyncSocket socket in _pushers.Concat(_pullers))
        {
            await socket.DisposeAsync();
        }

        await _reactor!.DisposeAsync();
        await _context.DisposeAsync();
    }

    [Benchmark(OperationsPerInvoke = Messages)]
    public async Task Move()
    {
        // PUSH distributes its messages in turn, so every puller gets an equal share.
        for (int i = 0; i < Messages; i++)
        {
            await _pushers[i % _pushers.Count].SendAsync(_bytes);
        }

        for (int i = 0; i < Messages; i++)
        {
            (await _pullers[i % _pullers.Count].ReceiveAsync()).Dispose();
        }
    }
}
