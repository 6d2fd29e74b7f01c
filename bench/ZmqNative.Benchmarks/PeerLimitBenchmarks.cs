using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using ZmqNative.Actors;
using ZmqNative.Actors.Remote;

namespace ZmqNative.Benchmarks;

/// <summary>The cost of an ask that a broker refuses because its limit of pending asks is reached, beside one that an actor answers.</summary>
public class PeerLimitBenchmarks
{
    private const int Operations = 256;
    private const int Limit = 65_536;

    private readonly byte[] _correlation = [0x5A, 0x52, 0x01, 0, .. new byte[12]];
    private readonly byte[] _buffer = new byte[256];
    private Context? _context;
    private Broker? _broker;
    private Socket? _dealer;
    private ulong _id;

    [GlobalSetup(Target = nameof(Answered))]
    public void SetupFree() => Setup(pending: 0);

    [GlobalSetup(Target = nameof(Refused))]
    public void SetupFull() => Setup(Limit);

    [GlobalCleanup]
    public void Cleanup()
    {
        _dealer!.Dispose();
        Blocking.Run(async () => await _broker!.DisposeAsync());
        _context!.Dispose();
    }

    [Benchmark(OperationsPerInvoke = Operations, Baseline = true)]
    public void Answered() => Exchange();

    [Benchmark(OperationsPerInvoke = Operations)]
    public void Refused() => Exchange();

    private void Setup(int pending)
    {
        _broker = new Broker("tcp://127.0.0.1:*", new BrokerOptions { Listening = new BrokerListenerOptions { MaxInFlight = Limit } });
        _ = _broker.Spawn("never", static (message, context) =>
        {
            _ = context.ReplyLater();
            (message as IDisposable)?.Dispose();
            return default;
        });
        _ = _broker.Spawn("echo", static (message, context) =>
        {
            context.Reply((Frame)message);
            return default;
        });
        _context = new Context();
        _dealer = _context.CreateSocket(SocketType.Dealer);
        _dealer.SendHighWatermark = 0;
        _dealer.Connect(_broker.LastEndpoint);
        for (int i = 0; i < pending; i++)
        {
            Ask("never"u8);
        }

        // Read after all the others, whatever its answer.
        Exchange();
    }

    private void Exchange()
    {
        for (int i = 0; i < Operations; i++)
        {
            Ask("echo"u8);
        }

        for (int i = 0; i < Operations; i++)
        {
            // The correlation, the empty frame and the body.
            _ = _dealer!.Receive(_buffer);
            _ = _dealer.Receive(_buffer);
            _ = _dealer.Receive(_buffer);
        }
    }

    private void Ask(ReadOnlySpan<byte> address)
    {
        BinaryPrimitives.WriteUInt64BigEndian(_correlation.AsSpan(4), ++_id);
        _dealer!.Send(_correlation, SendFlags.SendMore);
        _dealer.Send(ReadOnlySpan<byte>.Empty, SendFlags.SendMore);
        _dealer.Send(address, SendFlags.SendMore);
        _dealer.Send("payload"u8);
    }
}
