using System.Globalization;
using ZmqNative.Perf;

namespace ZmqNative.Peers;

/// <summary>The loads, which are the same for every actor library; new actors each round.</summary>
internal static class ActorLoads
{
    private const int Pairs = 4;

    /// <summary>Pairs of actors that send messages back and forth; messages per second.</summary>
    public static async Task<(double Value, Meter Meter)> TellAsync(ActorPeer peer, int inFlight, int count)
    {
        Countdown done = new(Pairs);
        Meter meter = new();
        meter.Start();
        for (int i = 0; i < Pairs; i++)
        {
            peer.StartPingPong(string.Create(CultureInfo.InvariantCulture, $"pair-{i}"), count / Pairs / 2, inFlight, done);
        }

        await done.Over;
        meter.Stop();
        return (count / meter.Seconds, meter);
    }

    /// <summary>Asks of one actor, several in flight; answers per second.</summary>
    public static async Task<(double Value, Meter Meter)> AskAsync(ActorPeer peer, int inFlight, int count)
    {
        peer.StartEcho();
        object message = new();
        _ = await peer.AskEchoAsync(message);
        Meter meter = new();
        meter.Start();
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < count / inFlight; i++)
            {
                if (await peer.AskEchoAsync(message) != message)
                {
                    throw new InvalidOperationException("The answer is another one.");
                }
            }
        })));
        meter.Stop();
        return (count / meter.Seconds, meter);
    }

    /// <summary>Actors with names generated during the measurement, until the last has started; actors per second.</summary>
    public static async Task<(double Value, Meter Meter)> SpawnAsync(ActorPeer peer, int count)
    {
        (Meter spawn, _) = await SpawnAndEndAsync(peer, count);
        return (count / spawn.Seconds, spawn);
    }

    /// <summary>The stop of actors that never got a message; actors per second.</summary>
    public static async Task<(double Value, Meter Meter)> EndAsync(ActorPeer peer, int count)
    {
        (_, Meter end) = await SpawnAndEndAsync(peer, count);
        return (count / end.Seconds, end);
    }

    /// <summary>A tree of actors; leaves per second.</summary>
    public static async Task<(double Value, Meter Meter)> SkynetAsync(ActorPeer peer, int count)
    {
        Meter meter = new();
        meter.Start();
        long sum = await peer.SkynetAsync(count);
        meter.Stop();
        return sum == (long)count * (count - 1) / 2
            ? (count / meter.Seconds, meter)
            : throw new InvalidOperationException($"The sum is {sum.ToString(CultureInfo.InvariantCulture)}.");
    }

    private static async Task<(Meter Spawn, Meter End)> SpawnAndEndAsync(ActorPeer peer, int count)
    {
        Countdown started = new(count);
        Countdown ended = new(count);
        Meter spawn = new();
        spawn.Start();
        for (int i = 0; i < count; i++)
        {
            peer.Spawn(string.Create(CultureInfo.InvariantCulture, $"actor-{i}"), started, ended);
        }

        await started.Over;
        spawn.Stop();

        Meter end = new();
        end.Start();
        await peer.EndAsync();
        await ended.Over;
        end.Stop();
        return (spawn, end);
    }
}
