using System.IO.Pipelines;

namespace ZmqNative.Samples.Gateway;

/// <summary><c>GET /events</c>: messages and status as server-sent events, until the viewer disconnects.</summary>
/// <remarks>
/// The state of a viewer is the number of the last message it got, and a connection with a bounded buffer. While the buffer is full, no
/// message is read from the log. Messages that the log has dropped meanwhile are counted and reported.
/// </remarks>
internal sealed class LiveStream(
    GatewayOptions options, MessageLog log, LiveStatus status, GatewayCounters counters, LiveSignal signal,
    IHostApplicationLifetime lifetime, TimeProvider time)
{
    // A new page shows some messages that came before.
    private const int Tail = 50;

    // With the pause it makes at most 1,000 messages a second, which is more than a page can show or a reader read.
    private const int Batch = 50;

    // Memory that a batch may hold while its viewer reads slowly.
    private const int BatchBytes = 1024 * 1024;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    // Numbers begin again with each start: a number of an earlier run must not be used.
    private readonly string _instance = Guid.NewGuid().ToString("N")[..8];

    public async Task<IResult> HandleAsync(HttpContext context)
    {
        if (!counters.TryEnter(options.MaxViewers))
        {
            context.Response.Headers.RetryAfter = "10";
            return Problems.TooManyViewers(options);
        }

        try
        {
            using CancellationTokenSource ending =
                CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers.CacheControl = "no-store";
            (long cursor, bool isOwn) = CursorOf(context.Request);
            await RunAsync(context.Response.BodyWriter, cursor, isOwn, ending.Token);
        }
        catch (OperationCanceledException)
        {
            // The viewer has disconnected, or the server ends; the browser connects again by itself.
        }
        finally
        {
            counters.Leave();
        }

        return Results.Empty;
    }

    private async Task RunAsync(PipeWriter output, long cursor, bool isOwn, CancellationToken cancellationToken)
    {
        LogState state = log.State;

        // A page that comes back was not told of a clearing meanwhile: then all that it has was cleared. One that has a later message was told of the
        // clearing before that message, and a new one has nothing to clear.
        long clears = isOwn && state.Clears > 0 && cursor <= state.ClearedThrough ? state.Clears - 1 : state.Clears;
        long version = status.Newest.Version;
        LiveEvents.Retry(output);
        LiveEvents.Hello(output, new LiveHello(_instance, options.Topic, status.History()));
        await output.FlushAsync(cancellationToken);
        while (true)
        {
            // The task is taken before the log is read: a message that comes between completes it.
            Task next = signal.WaitAsync();
            LogBatch batch = log.ReadAfter(cursor, Batch, BatchBytes);
            LiveStatus.Encoded newest = status.Newest;
            if (batch.Cursor == cursor && batch.Clears == clears && newest.Version == version)
            {
                await next.WaitAsync(cancellationToken);
                continue;
            }

            if (batch.Clears != clears)
            {
                LiveEvents.Cleared(output);
            }

            await WriteMessagesAsync(output, batch, cancellationToken);
            if (newest.Version != version)
            {
                LiveEvents.Status(output, newest.Json.Span);
            }

            (cursor, clears, version) = (batch.Cursor, batch.Clears, newest.Version);

            // Completes when the buffer of the connection has space: a slow viewer waits here.
            await BoundedWriter.FlushAsync(output, cancellationToken);
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private async ValueTask WriteMessagesAsync(PipeWriter output, LogBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Missed > 0)
        {
            counters.CountSkipped(batch.Missed);
            LiveEvents.Gap(output, batch.Missed);
        }

        foreach (LoggedMessage message in batch.Messages)
        {
            await LiveEvents.MessageAsync(output, _instance, message, cancellationToken);
        }
    }

    // The last message of the browser, by the header that it sends, or by the query that the page sends when it connects again; not its own
    // if it sends neither, or a number of another run.
    private (long Cursor, bool IsOwn) CursorOf(HttpRequest request)
    {
        string? last = request.Headers["Last-Event-ID"].FirstOrDefault() ?? request.Query["lastEventId"].FirstOrDefault();
        return last is not null
            && last.StartsWith(_instance + "-", StringComparison.Ordinal)
            && long.TryParse(last.AsSpan(_instance.Length + 1), out long sequence)
                ? (sequence, true)
                : (Math.Max(0, log.State.Received - Tail), false);
    }
}
