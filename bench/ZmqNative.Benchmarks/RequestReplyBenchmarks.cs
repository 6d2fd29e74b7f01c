using BenchmarkDotNet.Attributes;
using ZmqNative.Patterns;

namespace ZmqNative.Benchmarks;

/// <summary>Requests to an echoing server, by the number in flight.</summary>
public class RequestReplyBenchmarks
{
    // Enough that the task of each lane, which is the benchmark's own, does not count.
    private const int Requests = 4096;

    private readonly Context _context = new();
    private Reactor? _reactor;
    private ReplyServer? _server;
    private RequestClient? _client;
    private RequestLanes? _lanes;
    private byte[] _bytes = [];

    [Params("inproc", "ipc", "tcp")]
    public string Transport { get; set; } = "inproc";

    [Params(Sizes.Tiny, Sizes.Small, Sizes.KiB, Sizes.Large, Sizes.MiB)]
    public int Size { get; set; }

    [Params(1, 8, 64)]
    public int InFlight { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _bytes = new byte[Size];
        _reactor = new Reactor();
        _server = new ReplyServer(
            SocketPair.Endpoint(Transport),
            static (request, _) => new ValueTask<Payload>(request.Memory),
            new ReplyServerOptions { Context = _context, Reactor = _reactor });
        _client = new RequestClient(_server.LastEndpoint, new RequestClientOptions { Context = _context, Reactor = _reactor });
        _lanes = new RequestLanes(_client, _bytes, InFlight);
    }

    [GlobalCleanup]
    public void Cleanup() => Blocking.Run(CleanupAsync);

    private async Task CleanupAsync()
    {
        await _client!.DisposeAsync();
        await _server!.DisposeAsync();
        await _reactor!.DisposeAsync();
        await _context.DisposeAsync();
    }

    [Benchmark(OperationsPerInvoke = Requests)]
    public Task Ask() => _lanes!.AskAsync(Requests);
}
