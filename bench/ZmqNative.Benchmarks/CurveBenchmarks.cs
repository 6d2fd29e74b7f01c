using System.Text;
using BenchmarkDotNet.Attributes;

namespace ZmqNative.Benchmarks;

/// <summary>The cost of encryption: one message over tcp, without and with CURVE.</summary>
public class CurveBenchmarks
{
    private SocketPair? _pair;
    private byte[] _bytes = [];
    private byte[] _buffer = [];

    [Params(false, true)]
    public bool Curve { get; set; }

    [Params(Sizes.Tiny, Sizes.Small, Sizes.KiB, Sizes.Large, Sizes.MiB)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _bytes = new byte[Size];
        _buffer = new byte[Size];
        CurveKeyPair server = CurveKeyPair.Generate();
        CurveKeyPair client = CurveKeyPair.Generate();
        _pair = Curve
            ? new SocketPair(
                "tcp",
                SocketType.Pull,
                SocketType.Push,
                socket =>
                {
                    socket.CurveServer = true;
                    socket.CurveSecretKey = Encoding.ASCII.GetBytes(server.SecretKey);
                },
                socket =>
                {
                    socket.CurveServerKey = Encoding.ASCII.GetBytes(server.PublicKey);
                    socket.CurvePublicKey = Encoding.ASCII.GetBytes(client.PublicKey);
                    socket.CurveSecretKey = Encoding.ASCII.GetBytes(client.SecretKey);
                })
            : new SocketPair("tcp", SocketType.Pull, SocketType.Push);
    }

    [GlobalCleanup]
    public void Cleanup() => _pair!.Dispose();

    [Benchmark]
    public int SendAndReceive()
    {
        _pair!.Connected.Send(_bytes);
        return _pair.Bound.Receive(_buffer);
    }
}
