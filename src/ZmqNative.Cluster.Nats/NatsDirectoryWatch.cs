using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using NATS.Client.Core;
using NATS.Client.KeyValueStore;

namespace ZmqNative.Cluster.Nats;

/// <summary>A watch of the bucket of shards. It ends when it may have missed changes: the next one lists all entries.</summary>
/// <remarks>
/// The server forgets the consumer of a watch when it ends, and the client makes it anew only after 10 seconds without a heartbeat, or not at all if the connection is lost once more meanwhile. So
/// this watch ends when the connection is made again. It also compares the last sequence of the bucket with what it has reported.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "The source of the end has no timer.")]
internal sealed class NatsDirectoryWatch(NatsEngine engine, INatsKVStore bucket)
{
    // The number of changes that the watch has read ahead of its reader.
    private const int AheadOfReader = 256;

    // A request to the server for each broker in this time.
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(5);

    private readonly Channel<DirectoryChange> _changes = Channel.CreateBounded<DirectoryChange>(new BoundedChannelOptions(AheadOfReader) { SingleReader = true });
    private readonly CancellationTokenSource _missed = new();
    private volatile bool _isListed;
    private volatile bool _isWriting;
    private ulong _reported;

    /// <summary>The changes. The channel is completed with an exception when the watch ends.</summary>
    public ChannelReader<DirectoryChange> Changes => _changes.Reader;

    /// <summary>Watches until the end. Does not throw.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "The reader of the channel gets the exception.")]
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _missed.Token);
        NatsReconnection reconnection = new(engine.Connection, _missed.CancelAsync);
        Task checking = CheckAsync(either.Token);
        try
        {
            await ReadAsync(either.Token).ConfigureAwait(false);
            _ = _changes.Writer.TryComplete(new ClusterEngineException("the watch of the directory has ended.", engine.Name));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _ = _changes.Writer.TryComplete(new ClusterEngineException("the watch of the directory has missed changes, and begins again.", engine.Name));
        }
        catch (Exception exception)
        {
            _ = _changes.Writer.TryComplete(engine.Wrap(exception, "watching the directory"));
        }

        reconnection.Dispose();
        await _missed.CancelAsync().ConfigureAwait(false);
        await checking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // The client calls a function when the bucket has no entries, while the wait for the first one goes on: so both write to a channel.
    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        NatsKVWatchOpts options = new()
        {
            OnNoData = async token =>
            {
                await NoteListedAsync(token).ConfigureAwait(false);
                return false;
            },
        };
        await foreach (NatsKVEntry<byte[]> entry in bucket.WatchAsync(NatsRawSerializer<byte[]>.Default, options, cancellationToken).ConfigureAwait(false))
        {
            ReadOnlyMemory<byte>? value = entry.Operation == NatsKVOperation.Put ? new ReadOnlyMemory<byte>(entry.Value) : (ReadOnlyMemory<byte>?)null;
            _isWriting = true;
            await _changes.Writer.WriteAsync(new DirectoryChange(entry.Key, value, entry.Revision), cancellationToken).ConfigureAwait(false);
            _isWriting = false;
            Volatile.Write(ref _reported, entry.Revision);
            if (entry.Delta == 0)
            {
                await NoteListedAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask NoteListedAsync(CancellationToken cancellationToken)
    {
        if (!_isListed)
        {
            _isListed = true;
            await _changes.Writer.WriteAsync(DirectoryChange.Listed, cancellationToken).ConfigureAwait(false);
        }
    }

    // A change that was the last one of the bucket a whole interval ago is reported by now, unless the watch is dead or its reader is slow.
    [SuppressMessage("Design", "CA1031", Justification = "What cannot be compared now is compared later.")]
    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        ulong last = 0;
        ulong before = 0;
        while (true)
        {
            await Task.Delay(CheckInterval, cancellationToken).ConfigureAwait(false);
            ulong reported = Volatile.Read(ref _reported);
            if (reported < last && reported == before && !_isWriting)
            {
                await _missed.CancelAsync().ConfigureAwait(false);
                return;
            }

            before = reported;
            try
            {
                last = (ulong)(await bucket.GetStatusAsync(cancellationToken).ConfigureAwait(false)).Info.State.LastSeq;
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                last = 0;
            }
        }
    }
}
