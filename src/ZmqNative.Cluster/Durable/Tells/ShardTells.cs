using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace ZmqNative.Cluster;

/// <summary>The durable tells of one shard during one ownership: reads them, hands them to their actors, and removes those that were handled.</summary>
/// <remarks>
/// <para>
/// One loop reads the entries of the shard in order. Each key with entries has a loop of its own, which handles one after the other. One more loop removes what was handled from the log: an entry when all in front of it
/// were handled, so what is left are always the last ones, and the next owner goes on in order.
/// </para>
/// <para>
/// Memory: the shard has a number of places. Each key with entries takes one, and one more for each further entry in memory. When there is no place, the reading waits. A key whose current entry has
/// failed, or takes longer than <see cref="StallTime"/> while the reading waits for it, holds only this entry: further ones are skipped, and of them only the first and the last number are kept. When the key
/// goes on, a reading of its own begins at the first one that was skipped, handles them as it reads them, and ends behind the last one.
/// </para>
/// <para>
/// A reading that has failed begins anew at the first entry that the log has: what was handled is not there, and what is known is left out by its number. An entry that a key had handled, and whose removal
/// the engine has lost, is removed again. With another log, which counts from 1 again, or another process of the engine, which may give the last numbers again, all but the entries that are being handled or
/// were handled is forgotten, and read anew. So it is when a later entry has a number that was passed, on an engine that does not tell its processes.
/// </para>
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "Loops may look at the sources after the end; they have no timers.")]
internal sealed partial class ShardTells
{
    // A quarter of the places, so that a key whose actor is slow leaves places for others.
    private const int PlacesPerKey = 4;

    // Readings behind keys that were held up, at once.
    private const int MostCatchUps = 4;

    /// <summary>The time after which a handling counts as one that holds up its key, if the reading waits for places.</summary>
    private static readonly TimeSpan StallTime = TimeSpan.FromSeconds(1);

    // The time after which a reading without entries counts as one that works: an engine finds its loss before.
    private static readonly TimeSpan ProofTime = TimeSpan.FromSeconds(10);

    private readonly ClusterTells _tells;
    private readonly ShardHold _hold;
    private readonly string _subject;
    private readonly int _places;
    private readonly CancellationTokenSource _end = new();
    private readonly CancellationTokenSource _revoked = new();
    private readonly SemaphoreSlim _catchUps = new(MostCatchUps);
    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile Exception? _failure;

    // Guards all that follows, against the reading, the loops of the keys and the end.
    private readonly Lock _gate = new();
    private readonly Dictionary<string, KeyTells> _keys = new(StringComparer.Ordinal);

    // Keys without entries whose numbers the present reading, which began anew, has not passed yet.
    private readonly Queue<KeyTells> _lingering = new();
    private DateTimeOffset _logCreated;

    // The process of the engine that has delivered the last entry; null if the engine does not tell it.
    private string? _server;

    // Counts the logs: one that was made anew, has lost its last changes, or has another process of the engine, is another one.
    private int _logs;

    // The place of the last entry of this log that a reading had.
    private LogPlace _last;

    // What was handled and is not removed.
    private readonly HandledTells _handled = new();
    private bool _isRemoving;

    // The revision of the mark of this shard that it has gaps; 0 if it has none.
    private ulong _mark;

    // Counts the marks that were made.
    private int _marks;

    // With a mark: the number of the last entry that may be removed behind one that was not handled. Of a mark that was found the last one that the log had.
    private ulong _lastGap;
    private ulong _position;

    // The greatest position of all readings of this log.
    private ulong _farthest;

    // The entries that the reading has in front of it, as the engine has told with the last one.
    private long _pending;

    // The time at which the present reading has begun; null if there is none.
    private long? _readingSince;
    private int _taken;
    private int _running;

    // The number of the last entry that is handed to an actor, when the shard is about to be handed over.
    private ulong _front = ulong.MaxValue;
    private bool _hasBegun;
    private bool _isClosed;

    public ShardTells(ClusterTells tells, ShardHold hold)
    {
        _tells = tells;
        _hold = hold;
        _subject = TellCodec.SubjectOf(hold.Shard);
        _places = tells.Options.MaxHeldPerShard;
    }

    /// <summary>The number of places that are taken.</summary>
    public int Taken
    {
        get
        {
            lock (_gate)
            {
                return _taken;
            }
        }
    }

    /// <summary>The number of entries that are not removed: those that were read, and those behind the last one that was read, as far as the engine has told.</summary>
    public long Waiting
    {
        get
        {
            lock (_gate)
            {
                long held = _keys.Values.Sum(static key => (long)(key.Queue.Count + key.Skipped)) + _handled.Count;

                // A reading that began anew has in front of it what is held.
                return _position < _farthest ? Math.Max(held, _pending) : held + _pending;
            }
        }
    }

    /// <summary>The reason why the entries are not read now: of the last failure of several in a row, until a reading has an entry or goes on for some time. Null if there is none.</summary>
    public Exception? Failure
    {
        get
        {
            long? since;
            lock (_gate)
            {
                since = _readingSince;
            }

            return HasLasted(since) ? null : _failure;
        }
    }

    // Whether entries may be handed to actors.
    private bool MayHand => !_end.IsCancellationRequested && _hold is { IsValid: true, IsClosed: false };

    // Whether the shard is about to be handed over: what is not in memory is left to the next owner.
    private bool IsEnding => _front != ulong.MaxValue;

    /// <summary>Begins to read.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            if (_isClosed || _hasBegun)
            {
                return;
            }

            _hasBegun = true;
            using (ExecutionContext.SuppressFlow())
            {
                _ = Task.Run(ReadAsync);
            }
        }
    }

    /// <summary>Prepares the end in order: hands only those entries to actors that are in front of one that was handled or is being handled, so that all that was handled can be removed.</summary>
    /// <returns>A task that completes when that is done, or some keys take too long.</returns>
    public async Task SettleAsync()
    {
        lock (_gate)
        {
            _front = _keys.Values.Where(static key => key.IsRunning && key.Queue.Count > 0).Select(static key => key.Queue.Peek().Sequence).Append(_handled.Last).Max();
            NoteSettledInsideLock();
        }

        await _settled.Task.WaitAsync(_tells.SettleTime < StallTime ? _tells.SettleTime : StallTime, _tells.Clock, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Hands no entry to an actor any more. Entries that actors have are removed when they were handled, while the ownership is valid.</summary>
    /// <returns>A task that completes when all entries that were handled are removed, or the ownership has ended.</returns>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            _isClosed = true;
            RemoveInsideLock();
            if (_running == 0)
            {
                _ = _drained.TrySetResult();
            }
        }

        // Not by this thread, which may hold a lock.
        _ = _end.CancelAsync();
        return _drained.Task;
    }

    /// <summary>Removes no entry any more: the ownership has ended.</summary>
    public void Revoke()
    {
        _ = CloseAsync();
        _ = _revoked.CancelAsync();
    }

    private void NoteSettledInsideLock()
    {
        if (IsEnding && _running == (_isRemoving ? 1 : 0))
        {
            _ = _settled.TrySetResult();
        }
    }

    private void UpdatePlacesInsideLock(KeyTells key)
    {
        int places = Math.Max(key.IsRunning ? 1 : 0, key.Queue.Count);
        _taken += places - key.Places;
        bool isLess = places < key.Places;
        key.Places = places;
        if (isLess)
        {
            _ = _changed.Writer.TryWrite(true);
        }
    }
}
