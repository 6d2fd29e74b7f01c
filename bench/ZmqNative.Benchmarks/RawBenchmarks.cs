using BenchmarkDotNet.Attributes;

namespace ZmqNative.Benchmarks;

/// <summary>One message sent and received on one thread through raw sockets.</summary>
public class RawBenchmarks
{
    private SocketPair? _pair;
    private byte[] _bytes = [];
    private byte[] _buffer = [];

    [Params("inproc", "ipc", "tcp")]
    public string Transport { get; set; } = "inproc";

    [Params(Sizes.Tiny, Sizes.Small, Sizes.KiB, Sizes.Large, Sizes.MiB)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _bytes = new byte[Size];
        _buffer = new byte[Size];
        _pair = new SocketPair(Transport, SocketType.Pull, SocketType.Push);
    }

    [GlobalCleanup]
    public void Cleanup() => _pair!.Dispose();

    [Benchmark(Baseline = true)]
    public int Span()
    {
        _pair!.Connected.Send(_bytes);
        return _pair.Bound.Receive(_buffer);
    }

    [Benchmark]
    public int OneFrame()
    {
        _pair!.Connected.Send(Frame.Copy(_bytes));
        using Frame frame = _pair.Bound.Receive();
        return frame.Length;
    }

    [Benchmark]
    public int ThreeFrames()
    {
        MultipartMessage message = MultipartMessage.Create();
        message.Add("topic"u8);
        message.Add(ReadOnlySpan<byte>.Empty);
        message.Add(_bytes);
        _pair!.Connected.Send(message);
        using MultipartMessage received = _pair.Bound.ReceiveMessage();
        return received.Count;
    }
}
