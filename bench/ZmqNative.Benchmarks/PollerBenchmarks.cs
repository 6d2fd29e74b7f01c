using BenchmarkDotNet.Attributes;

namespace ZmqNative.Benchmarks;

/// <summary>The search for the one socket of many that has a message.</summary>
public class PollerBenchmarks
{
    private readonly Context _context = new();
    private readonly List<Socket> _pullers = [];
    private readonly byte[] _bytes = new byte[Sizes.Tiny];
    private Socket? _pusher;
    private Poller? _poller;

    [Params(1, 16, 256)]
    public int Sockets { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _poller = new Poller();
        _pusher = _context.CreateSocket(SocketType.Push);
        for (int i = 0; i < Sockets; i++)
        {
            Socket puller = _context.CreateSocket(SocketType.Pull);
            puller.Bind(SocketPair.Endpoint("inproc"));
            _pusher.Connect(puller.LastEndpoint);
            _ = _poller.Add(puller, PollEvents.In);
            _pullers.Add(puller);
        }
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _poller!.Dispose();
        _pusher!.Dispose();
        _pullers.ForEach(static puller => puller.Dispose());
        _context.Dispose();
    }

    [Benchmark]
    public int SendPollReceive()
    {
        _pusher!.Send(_bytes);
        int received = 0;
        _ = _poller!.Poll(Timeout.InfiniteTimeSpan);
        foreach (PollRegistration ready in _poller.Ready)
        {
            using Frame frame = ready.Socket!.Receive();
            received += frame.Length;
        }

        return received;
    }
}
