using System.Globalization;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace ZmqNative.Cluster.Nats;

/// <summary>Removes entries, and never others that have got their numbers meanwhile. Thread-safe.</summary>
/// <remarks>
/// The server removes by number. A nats-server 2.9.10 that is killed may forget that it had given its last numbers, if these entries were removed, and gives them again. So a removal goes over a session with one process of the server, and
/// without a look only if that process has delivered the entry; otherwise the id of the entry is looked up first, over the same session.
/// </remarks>
/// <param name="engine">The engine.</param>
internal sealed class NatsRemovals(NatsEngine engine) : IAsyncDisposable
{
    private const int NoMessageFound = 10043;
    private const int MessageNotDeleted = 10057;

    private static readonly TimeSpan TimePrecision = TimeSpan.FromMilliseconds(1);

    // Between attempts to connect that fail, each twice as long as the one before.
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _end = new();

    // Of the attempts to connect, of which there is one at a time.
    private int _failures;

    // Guards all that follows, against removals at the same time and the end.
    private readonly Lock _gate = new();
    private NatsServerSession? _session;
    private Task<NatsServerSession>? _opening;
    private bool _isDisposed;

    /// <summary>Removes an entry.</summary>
    /// <param name="name">The name of the stream for exceptions.</param>
    /// <param name="stream">The name of the stream on the server.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False if the entry is not there any more.</returns>
    public async ValueTask<bool> RemoveAsync(string name, string stream, DurableEntry entry, CancellationToken cancellationToken)
    {
        string operation = $"removing {entry.Sequence.ToString(CultureInfo.InvariantCulture)} from {name}";
        NatsServerSession session = await OpenAsync(operation, cancellationToken).ConfigureAwait(false);
        return await engine.CallAsync(operation, token => RemoveAsync(session, stream, entry, token), session.Ended, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        Task opening;
        lock (_gate)
        {
            _isDisposed = true;
            opening = _opening ?? Task.CompletedTask;
        }

        await _end.CancelAsync().ConfigureAwait(false);
        await opening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        NatsServerSession? session;
        lock (_gate)
        {
            session = _session;
        }

        if (session is not null)
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> RemoveAsync(NatsServerSession session, string stream, DurableEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            return (IsOf(session, entry) || await HasAsync(session, stream, entry, cancellationToken).ConfigureAwait(false))
                && await session.Streams.DeleteMessageAsync(stream, new StreamMsgDeleteRequest { Seq = entry.Sequence, NoErase = true }, cancellationToken).ConfigureAwait(false) is { Success: true };
        }
        catch (NatsJSApiException missing) when (IsMissing(missing.Error))
        {
            return false;
        }
    }

    // Several replicas keep their last changes when one server is killed. A single copy on another server may lose them while the session goes on.
    private bool IsOf(NatsServerSession session, DurableEntry entry) =>
        entry.Server is { } server && (engine.Options.Replicas > 1 || (server == session.ServerId && session.HasStreams));

    private static async ValueTask<bool> HasAsync(NatsServerSession session, string stream, DurableEntry entry, CancellationToken cancellationToken)
    {
        StreamMsgGetResponse stored = await session.Streams.JSRequestResponseAsync<StreamMsgGetRequest, StreamMsgGetResponse>(
            $"{session.Streams.Opts.Prefix}.STREAM.MSG.GET.{stream}", new StreamMsgGetRequest { Seq = entry.Sequence }, cancellationToken).ConfigureAwait(false);

        // The server may write fewer digits of the time here than where it delivers the entry.
        return NatsLogMessage.IdOf(stored.Message) == entry.Message.Id && (stored.Message.Time - entry.Time).Duration() < TimePrecision;
    }

    // The error of a removal has the text of the store's: there is no such entry, or none that is as new.
    private static bool IsMissing(ApiError error) => error.ErrCode is NoMessageFound || error.Code == 404
        || (error.ErrCode is MessageNotDeleted
            && error.Description is { } text && (text.Contains("no message found", StringComparison.Ordinal) || text.Contains("EOF", StringComparison.Ordinal)));

    private async ValueTask<NatsServerSession> OpenAsync(string operation, CancellationToken cancellationToken)
    {
        Task<NatsServerSession> opening;
        lock (_gate)
        {
            if (_isDisposed)
            {
                throw new ClusterEngineException($"{operation} failed: the engine was disposed.", engine.Name);
            }

            if (_session is { Ended.IsCancellationRequested: false } session)
            {
                return session;
            }

            if (_opening is not { IsCompleted: false })
            {
                using (DurableLogOpener.SuppressFlow())
                {
                    _opening = Task.Run(ConnectAsync, CancellationToken.None);
                }

                // All that wait for it may have been cancelled when it fails.
                _ = _opening.ContinueWith(
                    static opening => _ = opening.Exception,
                    CancellationToken.None,
                    TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                    TaskScheduler.Default);
            }

            opening = _opening;
        }

        try
        {
            return await opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The client may also cancel an attempt by itself.
            throw exception is OperationCanceledException && !cancellationToken.IsCancellationRequested
                ? new ClusterEngineException($"{operation} failed: the connection was lost.", engine.Name)
                : engine.Wrap(exception, operation);
        }
    }

    private async Task<NatsServerSession> ConnectAsync()
    {
        if (_failures > 0)
        {
            TimeSpan pause = FirstPause * (1 << Math.Min(_failures - 1, 10));
            await Task.Delay(pause < LongestPause ? pause : LongestPause, _end.Token).ConfigureAwait(false);
        }

        try
        {
            // The shared connection is there first: it knows the servers, and waits for them.
            await engine.Connection.ConnectAsync().AsTask().WaitAsync(_end.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            _failures++;
            throw;
        }

        NatsServerSession session = new(engine.Connection);
        try
        {
            await session.ConnectAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            _failures++;
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        lock (_gate)
        {
            _session = session;
        }

        _failures = 0;
        return session;
    }
}
