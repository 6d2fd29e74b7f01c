using System.Text.Json;

namespace ZmqNative.Samples.Gateway;

/// <summary>Reads all counts once a second, and keeps those of the last minutes for pages that open later.</summary>
internal sealed class LiveStatus(
    GatewayLinks links, MessageLog log, GatewayCounters counters, LiveSignal signal, TimeProvider time) : BackgroundService
{
    private const int Kept = 120;

    // After a pause of the process one tick may follow another at once. Rates of so short a time say nothing, and of none are infinite.
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(500);

    // Guards the history, between the clock and new viewers.
    private readonly Lock _gate = new();
    private readonly Queue<StatusPoint> _history = new(Kept);
    private readonly RecentDrops _recent = new(time);
    private volatile Encoded _newest = new(0, default);

    /// <summary>The newest point, written once for all viewers.</summary>
    public Encoded Newest => _newest;

    /// <summary>The points so far, the oldest first.</summary>
    public StatusPoint[] History()
    {
        lock (_gate)
        {
            return [.. _history];
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(TimeSpan.FromSeconds(1), time);
        long last = time.GetTimestamp();
        (long Received, long Sent) before = default;
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                long now = time.GetTimestamp();
                TimeSpan interval = time.GetElapsedTime(last, now);
                if (interval < ShortestInterval)
                {
                    continue;
                }

                last = now;
                StatusPoint point = Look(before, interval.TotalSeconds);
                before = (point.Received, point.Sent);
                Keep(point);
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private StatusPoint Look((long Received, long Sent) before, double seconds)
    {
        LogState state = log.State;
        long sent = counters.Accepted;
        IReadOnlyList<ConnectionState> connections = links.States();
        DropCounts drops = new(state.Dropped, counters.Malformed, counters.Oversized, links.PublisherDrops, counters.Skipped);
        return new StatusPoint(
            Math.Round((time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds, 3),
            state.Received,
            Math.Round((state.Received - before.Received) / seconds, 1),
            sent,
            Math.Round((sent - before.Sent) / seconds, 1),
            counters.TakeLatencies(),
            state.Count,
            log.Capacity,
            drops,
            _recent.Add(drops),
            GatewayHealth.StatusOf(connections).ToString(),
            connections,
            counters.Viewers);
    }

    private void Keep(StatusPoint point)
    {
        lock (_gate)
        {
            if (_history.Count == Kept)
            {
                _history.Dequeue();
            }

            _history.Enqueue(point);
        }

        _newest = new Encoded(_newest.Version + 1, JsonSerializer.SerializeToUtf8Bytes(point, GatewayJson.Plain.StatusPoint));
        signal.Set();
    }

    /// <summary>A point as JSON.</summary>
    /// <param name="Version">Counts up; 0 before the first.</param>
    /// <param name="Json">In UTF-8.</param>
    internal sealed record Encoded(long Version, ReadOnlyMemory<byte> Json);
}
