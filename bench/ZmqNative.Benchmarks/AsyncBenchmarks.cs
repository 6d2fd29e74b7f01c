using BenchmarkDotNet.Attributes;

namespace ZmqNative.Benchmarks;

/// <summary>One message through async sockets: completing at once, after a wait, and in batches.</summary>
public class AsyncBenchmarks
{
    private const int BatchSize = 64;

    // In a loop: the state machine of a benchmark that waits is an extra object, once per invocation.
    private const int Loop = 512;

    private readonly MultipartMessage[] _batch = new MultipartMessage[BatchSize];
    private AsyncPair? _pair;
    private byte[] _bytes = [];

    [Params("inproc", "ipc", "tcp")]
    public string Transport { get; set; } = "inproc";

    [Params(Sizes.Tiny, Sizes.Small, Sizes.KiB, Sizes.Large, Sizes.MiB)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _bytes = new byte[Size];
        _pair = new AsyncPair(Transport, SocketType.Pull, SocketType.Push);
    }

    [GlobalCleanup]
    public void Cleanup() => Blocking.Run(CleanupAsync);

    private async Task CleanupAsync() => await _pair!.DisposeAsync();

    /// <summary>Over inproc the message has arrived when it is received; over the others the receive may have to wait.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Loop)]
    public async ValueTask<int> SendThenReceive()
    {
        int frames = 0;
        for (int i = 0; i < Loop; i++)
        {
            await _pair!.Connected.SendAsync(_bytes);
            using MultipartMessage message = await _pair.Bound.ReceiveAsync();
            frames += message.Count;
        }

        return frames;
    }

    /// <summary>The receive waits first: one waiter, one turn of the reactor, one work item.</summary>
    [Benchmark(OperationsPerInvoke = Loop)]
    public async ValueTask<int> ReceiveThenSend()
    {
        int frames = 0;
        for (int i = 0; i < Loop; i++)
        {
            ValueTask<MultipartMessage> pending = _pair!.Bound.ReceiveAsync();
            await _pair.Connected.SendAsync(_bytes);
            using MultipartMessage message = await pending;
            frames += message.Count;
        }

        return frames;
    }

    [Benchmark(OperationsPerInvoke = Loop)]
    public async ValueTask<int> Batch()
    {
        int all = 0;
        while (all < Loop)
        {
            for (int i = 0; i < BatchSize; i++)
            {
                await _pair!.Connected.SendAsync(_bytes);
            }

            int received = 0;
            while (received < BatchSize)
            {
                int count = await _pair!.Bound.ReceiveBatchAsync(_batch);
                received += count;
                for (int i = 0; i < count; i++)
                {
                    _batch[i].Dispose();
                }
            }

            all += received;
        }

        return all;
    }
}
