using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace ZmqNative.Patterns;

/// <summary>Connects again the endpoints whose sessions libzmq has ended, with back-off.</summary>
internal sealed class SessionRenewer(ConnectionTracker tracker, AsyncSocket socket, Pattern pattern, ILogger logger) : IAsyncDisposable
{
    // The time within which libzmq must report that it connects a session again. It does so within microseconds, unless its I/O thread is
    // blocked, for example by a slow name server. If it takes longer, one attempt of libzmq is ended and begun again.
    private static readonly TimeSpan ReportTimeout = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentDictionary<Task, byte> _running = new();
    private long _renewals;
    private long _logged;
    private long _nextLog;

    /// <summary>The number of times that an endpoint was connected again.</summary>
    public long Renewals => Interlocked.Read(ref _renewals);

    /// <summary>Connects an endpoint again after a pause, unless libzmq does so meanwhile.</summary>
    public void RenewLater(ConnectedEndpoint endpoint)
    {
        using (ExecutionContext.SuppressFlow())
        {
            Task task = Task.Run(() => RenewLaterAsync(endpoint));
            _running[task] = 0;
            _ = task.ContinueWith(
                static (task, running) => ((ConcurrentDictionary<Task, byte>)running!).TryRemove(task, out _),
                _running,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_running.Keys).ConfigureAwait(false);
    }

    private async Task RenewLaterAsync(ConnectedEndpoint endpoint)
    {
        try
        {
            await Task.Delay(PauseBefore(endpoint), pattern.Reactor.TimeProvider, _ending.Token).ConfigureAwait(false);
            await RenewAsync(endpoint).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ZmqException or InvalidOperationException)
        {
            // The pattern ends, or its context or reactor does; or the endpoint was disconnected on the raw socket, not by the pattern.
        }
    }

    [SuppressMessage("Security", "CA5394", Justification = "It spreads clients in time.")]
    private TimeSpan PauseBefore(ConnectedEndpoint endpoint)
    {
        (TimeSpan first, TimeSpan longest) = pattern.ReconnectPauses;
        TimeSpan pause = DoublingPause.After(endpoint.Attempts, first, longest > first ? longest : first) + (first * Random.Shared.NextDouble());
        return endpoint.Refusal is null && pause < ReportTimeout ? ReportTimeout : pause;
    }

    private async Task RenewAsync(ConnectedEndpoint endpoint)
    {
        (int sessions, string? refusal) = (0, null);
        await EndpointChange.RunAsync(
            socket,
            pattern.Reactor.TimeProvider,
            raw =>
            {
                if (tracker.NativeOf(endpoint.Name) is not { } native || !IsWantedByUser(raw))
                {
                    // Its name has no address now, or the options of the socket forbid to connect again: its next loss is attended again.
                    tracker.LeaveLost(endpoint);
                }
                else if ((sessions = tracker.TakeLost(endpoint, out refusal)) > 0)
                {
                    raw.Disconnect(native);
                    ConnectionTracker.Connect(raw, native, sessions);
                }
            },
            _ending.Token).ConfigureAwait(false);
        if (sessions > 0)
        {
            Log(endpoint.Name, refusal ?? "a protocol error");
        }
    }

    private static bool HasDraft { get; } = Zmq.Has("draft");

    /// <summary>Returns whether connections are made again, which the user can switch off.</summary>
    [SuppressMessage("Usage", "ZMQDRAFT", Justification = "Read only where there is a draft API.")]
    internal static bool IsWantedByUser(Socket raw) =>
        raw.ReconnectInterval is not null && (!HasDraft || raw.ReconnectStop == ReconnectStopConditions.None);

    private void Log(string endpoint, string reason)
    {
        long total = Interlocked.Increment(ref _renewals);
        TimeProvider time = pattern.Reactor.TimeProvider;
        long now = time.GetTimestamp();
        long next = Volatile.Read(ref _nextLog);
        if (now >= next
            && Interlocked.CompareExchange(ref _nextLog, now + (long)(LogInterval.TotalSeconds * time.TimestampFrequency), next) == next)
        {
            logger.ConnectedAgain(pattern.Name, endpoint, total - Interlocked.Exchange(ref _logged, total), reason);
        }
    }
}
