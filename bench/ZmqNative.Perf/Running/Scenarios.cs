using ZmqNative.Tests.Nats;

namespace ZmqNative.Perf;

/// <summary>All scenarios, with the ratios to reach and the limits.</summary>
internal static class Scenarios
{
    private const int KiB = 1024;
    private const int MiB = 1024 * KiB;

    // Of the warm-up, where brokers join a cluster in each round.
    private const int JoinRounds = 12;

    private static readonly string[] RequestApis = ["pattern", "raw"];
    private static readonly string[] ClusterKinds = ["ask", "tell"];
    private static readonly string[] FanOutApis = ["raw", "async"];
    private static readonly int[] Subscribers = [1, 8, 64];
    private static readonly int[] InFlight = [1, 8, 64];
    private static readonly int[] PushesInFlight = [64, 1_000];
    private static readonly int[] DurableInFlight = [1, 256];
    private static readonly string[] RequestTransports = ["tcp", "inproc"];

    public static IReadOnlyList<Scenario> All { get; } =
    [
        .. Throughput("inproc"),
        .. Throughput("tcp"),
        .. ThroughputOverIpc(),
        .. Latency("inproc"),
        .. Latency("tcp"),
        .. LatencyOverIpc(),
        .. Requests(),
        .. AcknowledgedPushes(),
        .. LocalBroker(),
        .. RemoteAsks(),
        .. ClusterMessages(),
        .. DurableTells(),
        .. FanOut(),
        new("large", "raw", "zero-copy", "inproc", MiB, 3_000_000, "large/raw", Tools.Ours) { Bar = 0.90 },
        new("large", "raw", "zero-copy-read", "inproc", MiB, 10_000, "large/read", Tools.Ours),
    ];

    private static IEnumerable<Scenario> Throughput(string transport)
    {
        foreach (int size in new[] { 16, 256, KiB, 8 * KiB, 64 * KiB })
        {
            yield return Thr("raw", "frame", transport, size) with { Bar = 0.95, Quick = size == 16 };
        }

        foreach (int size in new[] { 16, 256, KiB })
        {
            yield return Thr("raw", "span", transport, size) with { Load = "throughput/span", Bar = 0.95, Quick = size == 16 };
        }

        foreach (int size in new[] { 16, 256, KiB, 8 * KiB, 64 * KiB })
        {
            yield return Thr("async", "", transport, size) with
            {
                Bar = (transport, size) switch { ("inproc", 16) => 0.90, (_, 16) => 0.80, ("tcp", 256) => 0.85, _ => null },
                Quick = size == 16,
            };
        }

        yield return Thr("batch", "", transport, 16) with { Bar = transport == "inproc" ? 0.95 : null, Quick = transport == "inproc" };
    }

    // libzmq has ipc on Windows from 4.3.5 on at the earliest.
    private static IEnumerable<Scenario> ThroughputOverIpc() => Zmq.Has("ipc")
        ?
        [
            Thr("raw", "frame", "ipc", 16),
            Thr("raw", "frame", "ipc", KiB),
            Thr("raw", "frame", "ipc", 64 * KiB),
            Thr("raw", "span", "ipc", 16) with { Load = "throughput/span" },
            Thr("async", "", "ipc", 16) with { Bar = 0.85 },
        ]
        : [];

    private static IEnumerable<Scenario> LatencyOverIpc() => Zmq.Has("ipc")
        ?
        [
            new("latency", "raw", "", "ipc", 16, 8_000, "latency/raw", Tools.Pair),
            new("latency", "async", "", "ipc", 16, 8_000, "latency/async", Tools.Pair),
        ]
        : [];

    private static IEnumerable<Scenario> Latency(string transport)
    {
        int count = transport == "inproc" ? 15_000 : 8_000;
        foreach (int size in new[] { 16, KiB })
        {
            yield return new("latency", "raw", "", transport, size, count, "latency/raw", Tools.Pair)
            {
                Bar = 1.05,
                Quick = transport == "inproc" && size == 16,
            };
        }

        yield return new("latency", "async", "", transport, 16, count, "latency/async", Tools.Pair)
        {
            Bar = 1.20,
            Quick = transport == "inproc",
        };
        yield return new("percentiles", "raw", "", transport, 16, count, "percentiles/raw", Tools.Ours);
        yield return new("percentiles", "async", "", transport, 16, count, "percentiles/async", Tools.Ours);
    }

    private static IEnumerable<Scenario> Requests() =>
    [
        .. from api in RequestApis
           from transport in RequestTransports
           from inFlight in InFlight
           select Request(api, transport, inFlight) with
           {
               Bar = RequestBar(api, transport, inFlight),
               MaxSwitches = (api, transport, inFlight) == ("pattern", "tcp", 64) ? 0.20 : null,
               MaxBytes = (api, transport, inFlight) == ("pattern", "tcp", 64) ? 8 : null,
           },
        Request("pattern", "tcp", 1_000) with { Bar = 0.60 },
        Request("pattern", "inproc", 64) with { Variant = "two-reactors", Load = "request-reply/two-reactors", Bar = 0.45 },
        Request("pattern", "tcp", Load.ManyClients) with
        {
            Variant = "clients",
            Load = "request-reply/clients",
            Clients = Load.ManyClients,
            Bar = 0.60,
        },
    ];

    private static double? RequestBar(string api, string transport, int inFlight) => (api, transport, inFlight) switch
    {
        ("pattern", "tcp", 1) => 1.3,
        ("pattern", "tcp", 8) => 1.2,
        ("pattern", "tcp", 64) => 0.80,
        _ => null,
    };

    private static Scenario Request(string api, string transport, int inFlight) =>
        new("request-reply", api, "", transport, 16, RequestCount(inFlight), $"request-reply/{api}", Tools.Ours)
        {
            Width = inFlight,
        };

    private static int RequestCount(int inFlight) => inFlight switch
    {
        1 => 5_000,
        8 => 30_000,
        1_000 => 400_000,
        _ => 100_000,
    };

    // The same program without acknowledgements is the baseline: a push completes when libzmq has accepted the message.
    private static IEnumerable<Scenario> AcknowledgedPushes() =>
        from transport in RequestTransports
        from inFlight in PushesInFlight
        select new Scenario("push-pull", "acknowledged", "", transport, 16, 300_000, "push-pull/acknowledged", Tools.Ours)
        {
            Width = inFlight,
            BaselineLoad = "push-pull/plain",
        };

    // Compared with a minimal actor, a channel and a loop; typed references with a table of handlers.
    private static IEnumerable<Scenario> LocalBroker() =>
    [
        new("broker-tell", "pattern", "", "inproc", 0, 16_000_000, "broker-tell/ring", Tools.Ours)
        {
            Width = 100,
            BaselineLoad = "broker-tell/channel",
            Bar = 1.2,
        },
        new("broker-ask", "pattern", "", "inproc", 0, 2_000_000, "broker-ask/ring", Tools.Ours)
        {
            Width = 64,
            BaselineLoad = "broker-ask/channel",
        },
        .. from inFlight in InFlight.Where(static inFlight => inFlight != 8)
           select new Scenario("broker-ask", "typed", "", "inproc", 0, inFlight == 1 ? 500_000 : 2_000_000, "broker-ask/interface", Tools.Ours)
           {
               Width = inFlight,
               BaselineLoad = "broker-ask/table",
               Bar = 0.9,
           },
    ];

    // The baseline is the C program of request-reply, which has the same frames except the address.
    private static IEnumerable<Scenario> RemoteAsks() =>
        from inFlight in InFlight.Where(static inFlight => inFlight != 8)
        select new Scenario(
            "broker-remote-ask", "pattern", "", "tcp", 16, inFlight == 1 ? 30_000 : 200_000, "broker-remote-ask/pattern", Tools.Ours)
        {
            Width = inFlight,
            Bar = inFlight == 1 ? null : 0.65,
        };

    // The same program with the references of a BrokerClient is the baseline: what the directory costs.
    private static IEnumerable<Scenario> ClusterMessages() =>
        from kind in ClusterKinds
        from inFlight in InFlight.Where(static inFlight => inFlight != 8)
        select new Scenario($"keyed-{kind}", "cluster", "", "tcp", 16, inFlight == 1 && kind == "ask" ? 10_000 : 100_000, $"keyed-{kind}/cluster", Tools.Ours)
        {
            Width = inFlight,
            BaselineLoad = $"keyed-{kind}/client",
            WarmUpRounds = JoinRounds,
            Bar = 0.95,
        };

    // NATS.Net alone is the baseline: the same server stores and confirms each message, and forgets it when it is acknowledged.
    private static IEnumerable<Scenario> DurableTells() => NatsServer.IsInstalled
        ?
        [
            .. from inFlight in DurableInFlight
               select new Scenario("durable-tell", "cluster", "", "nats", 16, inFlight == 1 ? 2_000 : 20_000, "durable-tell/cluster", Tools.Ours)
               {
                   Width = inFlight,
                   BaselineLoad = "durable-tell/nats",
               },
        ]
        : [];

    private static IEnumerable<Scenario> FanOut() =>
        from api in FanOutApis
        from subscribers in Subscribers
        select new Scenario("fan-out", api, "", "inproc", 16, FanOutCount(subscribers), $"fan-out/{api}", Tools.Ours)
        {
            Width = subscribers,
        };

    // More threads than cores: C delivers twenty times as slowly to eight as to one.
    private static int FanOutCount(int subscribers) => subscribers switch
    {
        1 => 2_000_000,
        <= 8 => 50_000,
        _ => 2_000,
    };

    // Counts for which the C program takes a quarter to half a second.
    private static Scenario Thr(string api, string variant, string transport, int size)
    {
        int count = (transport, size) switch
        {
            ("inproc", <= KiB) => 3_000_000,
            ("inproc", _) => 1_000_000,
            (_, 16) => 2_000_000,
            (_, 256) => 1_000_000,
            (_, KiB) => 500_000,
            (_, 8 * KiB) => 100_000,
            _ => 20_000,
        };
        return new Scenario("throughput", api, variant, transport, size, count, $"throughput/{api}", Tools.Pair);
    }
}
