using BenchmarkDotNet.Attributes;

namespace ZmqNative.Benchmarks;

/// <summary>The cost of creating and disposing a frame, by size: from which size wrapping is faster than copying.</summary>
public class FrameBenchmarks
{
    private byte[] _bytes = [];

    [Params(Sizes.Tiny, Sizes.Small, Sizes.KiB, 4 * Sizes.KiB, 8 * Sizes.KiB, 16 * Sizes.KiB, 32 * Sizes.KiB, Sizes.Large, Sizes.MiB)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup() => _bytes = new byte[Size];

    [Benchmark]
    public void Allocate() => Frame.Allocate(Size).Dispose();

    [Benchmark(Baseline = true)]
    public void Copy() => Frame.Copy(_bytes).Dispose();

    [Benchmark]
    public void Wrap() => Frame.Wrap(_bytes).Dispose();

    [Benchmark]
    public void WrapAndTell() => Frame.Wrap(_bytes, static _ => { }).Dispose();
}
