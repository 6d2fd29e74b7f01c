using BenchmarkDotNet.Attributes;
using ZmqNative.Patterns;

namespace ZmqNative.Benchmarks;

/// <summary>The cost and the allocation of a push that its puller acknowledges, and of a plain push to the same handler, over tcp.</summary>
public class AcknowledgedBenchmarks
{
    private const int Messages = 1024;

    private readonly Context _context = new();
    private readonly byte[] _bytes = new byte[Sizes.Tiny];
    private readonly Task[] _lanes = new Task[64];
    private Puller? _puller;
    private Pusher? _pusher;

    [Params(Delivery.Unacknowledged, Delivery.Acknowledged)]
    public Delivery Delivery { get; set; }

    [GlobalSetup]
    public void Setup() => Blocking.Run(async () =>
    {
        _puller = new Puller(
            "@tcp://127.0.0.1:*", static _ => ValueTask.CompletedTask, new PullerOptions { Context = _context, Delivery = Delivery });
        _pusher = new Pusher($">{_puller.LastEndpoint}", new PusherOptions { Context = _context, Delivery = Delivery });
        await _pusher.WaitForPeersAsync();
    });

    [GlobalCleanup]
    public void Cleanup() => Blocking.Run(async () =>
    {
        await _pusher!.DisposeAsync();
        await _puller!.DisposeAsync();
        await _context.DisposeAsync();
    });

    [Benchmark(OperationsPerInvoke = Messages)]
    public async Task Push()
    {
        for (int i = 0; i < _lanes.Length; i++)
        {
            _lanes[i] = PushAsync(Messages / _lanes.Length);
        }

        foreach (Task lane in _lanes)
        {
            await lane;
        }
    }

    private async Task PushAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await _pusher!.PushAsync(_bytes);
        }
    }
}
