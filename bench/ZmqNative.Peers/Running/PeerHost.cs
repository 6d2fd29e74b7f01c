using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ZmqNative.Perf;

namespace ZmqNative.Peers;

/// <summary>The worker process, which measures one library.</summary>
/// <remarks>
/// A line <c>run LOAD TRANSPORT SIZE COUNT INFLIGHT</c> on standard input starts a round, which ends with one of
/// <c>result VALUE ALLOCATED CPU</c>, <c>none</c> if the library does not have the feature, and <c>failed REASON</c>.
/// </remarks>
internal static class PeerHost
{
    // NetMQ releases an endpoint some time after the socket is disposed.
    private static int s_count;

    public static async Task<int> RunAsync(string name)
    {
        while (await Console.In.ReadLineAsync() is { } line)
        {
            string[] words = line.Split(' ');
            int[] numbers = [.. words[3..].Select(static w => int.Parse(w, CultureInfo.InvariantCulture))];
            try
            {
                Console.WriteLine(await MeasureAsync(name, new Row(words[1], words[2], numbers[0], numbers[1], numbers[2])));
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // Another library's failure is a result.
                Console.WriteLine($"failed {exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")}");
            }
        }

        return 0;
    }

    private static async Task<string> MeasureAsync(string name, Row row)
    {
        if (ActorPeer.Names.Contains(name, StringComparer.Ordinal))
        {
            return await MeasureActorsAsync(name, row.Load, row.Size, row.Count);
        }

        await using Peer peer = Peer.Create(name);
        string endpoint = row.Transport == "inproc"
            ? $"inproc://peers-{Interlocked.Increment(ref s_count).ToString(CultureInfo.InvariantCulture)}"
            : FreeTcp();
        (double value, Meter meter) = row.Load switch
        {
            "throughput" when peer.HasSockets => await PeerLoads.ThroughputAsync(peer, endpoint, row.Size, row.Count),
            "latency" when peer.HasSockets => await PeerLoads.LatencyAsync(peer, endpoint, row.Size, row.Count),
            "async" when peer.IsAsync => await PeerLoads.AsyncThroughputAsync(peer, endpoint, row.Size, row.Count),
            Row.Requests => (await peer.RequestAsync(endpoint, row.Size, row.Count, row.InFlight), new Meter()),
            "version" => (0, new Meter()),
            _ => (double.NaN, new Meter()),
        };
        return row.Load == "version" ? $"version {peer.Version}"
            : double.IsNaN(value) ? "none"
            : Result(value, meter, row.Count);
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
