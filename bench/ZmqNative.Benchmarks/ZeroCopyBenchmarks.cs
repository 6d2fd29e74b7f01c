using BenchmarkDotNet.Attributes;

namespace ZmqNative.Benchmarks;

/// <summary>Sending and receiving one managed array, copied or wrapped, by size.</summary>
public class ZeroCopyBenchmarks
{
    private SocketPair? _pair;
    private byte[] _bytes = [];

    [Params("inproc", "tcp")]
    public string Transport { get; set; } = "inproc";

    [Params(Sizes.KiB, 4 * Sizes.KiB, 8 * Sizes.KiB, 16 * Sizes.KiB, 32 * Sizes.KiB, Sizes.Large, 256 * Sizes.KiB)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _bytes = new byte[Size];
        _pair = new SocketPair(Transport, SocketType.Pull, SocketType.Push);
    }

    [GlobalCleanup]
    public void Cleanup() => _pair!.Dispose();

    [Benchmark(Baseline = true)]
    public int Copy()
    {
        _pair!.Connected.Send(Frame.Copy(_bytes));
        return Receive();
    }

    [Benchmark]
    public int Wrap()
    {
        _pair!.Connected.Send(Frame.Wrap(_bytes));
        return Receive();
    }

    private int Receive()
    {
        using Frame frame = _pair!.Bound.Receive();
        return frame.Span[^1];
    }
}
