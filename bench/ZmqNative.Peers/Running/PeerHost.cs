using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ZmqNative.Perf;

namespace ZmqNative.Peers;

/// <summary>The worker process, which measures one library.</summary>
/// <remarks>
/// A line <c>run LOAD TRANSPORT SIZE COUNT</c> on standard input starts a round, which ends with one of
/// <c>result VALUE ALLOCATED CPU</c>, <c>none</c> if the library does not have the feature, and <c>failed REASON</c>.
/// </remarks>
internal static class PeerHost
{
    private const int InFlight = 64;

    // NetMQ releases an endpoint some time after the socket is disposed.
    private static int s_count;

    public static async Task<int> RunAsync(string name)
    {
        while (await Console.In.ReadLineAsync() is { } line)
        {
            string[] words = line.Split(' ');
            try
            {
                Console.WriteLine(await MeasureAsync(
                    name, words[1], words[2], int.Parse(words[3], CultureInfo.InvariantCulture), int.Parse(words[4], CultureInfo.InvariantCulture)));
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // Another library's failure is a result.
                Console.WriteLine($"failed {exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")}");
            }
        }

        return 0;
    }

    private static async Task<string> MeasureAsync(string name, string load, string transport, int size, int count)
    {
        if (ActorPeer.Names.Contains(name, StringComparer.Ordinal))
        {
            return await MeasureActorsAsync(name, load, size, count);
        }

        await using Peer peer = Peer.Create(name);
        string endpoint = transport == "inproc" ? $"inproc://peers-{Interlocked.Increment(ref s_count).ToString(CultureInfo.InvariantCulture)}" : FreeTcp();
        (double value, Meter meter) = load switch
        {
            "throughput" => await PeerLoads.ThroughputAsync(peer, endpoint, size, count),
            "latency" => await PeerLoads.LatencyAsync(peer, endpoint, size, count),
            "async" when peer.IsAsync => await PeerLoads.AsyncThroughputAsync(peer, endpoint, size, count),
            "request-reply" => (await peer.RequestAsync(endpoint, size, count, InFlight), new Meter()),
            "version" => (0, new Meter()),
            _ => (double.NaN, new Meter()),
        };
        return load == "version" ? $"version {peer.Version}"
            : double.IsNaN(value) ? "none"
            : Result(value, meter, count);
    }

    private static async Task<string> MeasureActorsAsync(string name, string load, int inFlight, int count)
    {
        // Garbage of an earlier round must not count for this one.
        Collect();
        await using ActorPeer peer = ActorPeer.Create(name);
        if (load == "version")
        {
            return $"version {peer.Version}";
        }

        (double value, Meter meter) = load switch
        {
            "tell" => await ActorLoads.TellAsync(peer, inFlight, count),
            "ask" => await ActorLoads.AskAsync(peer, inFlight, count),
            "spawn" => await ActorLoads.SpawnAsync(peer, count),
            "end" => await ActorLoads.EndAsync(peer, count),
            _ => await ActorLoads.SkynetAsync(peer, count),
        };
        return Result(value, meter, count);
    }

    private static string Result(double value, Meter meter, int count) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"result {value:R} {meter.Usage.AllocatedBytes / count:R} {(meter.Usage.UserSeconds + meter.Usage.SystemSeconds) / count * 1e9:R}");

#pragma warning disable RS0030 // The measurement is the reason: see the caller.
    private static void Collect() => GC.Collect();
#pragma warning restore RS0030

    private static string FreeTcp()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return $"tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)}";
    }
}
