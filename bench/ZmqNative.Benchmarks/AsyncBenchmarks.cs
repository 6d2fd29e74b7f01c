using BenchmarkDotNet.Attributes;

namespace ZmqNative.Benchmarks;

/// <summary>One message through async sockets: completing at once, after a wait, and in batches.</summary>
public class AsyncBenchmarks
{
    private const int BatchSize = 64;

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
    public async Task Cleanup() => await _pair!.DisposeAsync();

    /// <summary>Over inproc the message is there when it is asked for; over the others the receive may have to wait.</summary>
    [Benchmark(Baseline = true)]
    public async ValueTask<int> SendThenReceive()
    {
        await _pair!.Connected.SendAsync(_bytes);
        using MultipartMessage message = await _pair.Bound.ReceiveAsync();
        return message.Count;
    }

    /// <summary>The receive waits first: one waiter, one turn of the reactor, one work item.</summary>
    [Benchmark]
    public async ValueTask<int> ReceiveThenSend()
    {
        ValueTask<MultipartMessage> pending = _pair!.Bound.ReceiveAsync();
        await _pair.Connected.SendAsync(_bytes);
        using MultipartMessage message = await pending;
        return message.Count;
    }

    [Benchmark(OperationsPerInvoke = BatchSize)]
    public async ValueTask<int> Batch()
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

        return received;
    }
}
