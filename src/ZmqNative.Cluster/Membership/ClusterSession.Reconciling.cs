using System.Threading.Channels;

namespace ZmqNative.Cluster;

/// <content>The loop that claims shards, hands over those that others are to have, and looks at the leases of others.</content>
internal sealed partial class ClusterSession
{
    // Claims that are under way at once: a broker that comes first claims all shards.
    private const int ClaimsAtOnce = 32;

    private readonly LeaseObserver _observer;
    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Dictionary<int, Task> _moves = [];
    private readonly List<Task> _retiring = [];

    // The version of the table, and whether this broker took shards, when there was nothing to claim or to hand over.
    private (long Version, bool TakesShards) _placed = (-1, false);
    private MemberRecord _member = new(string.Empty, [], TakesShards: false);
    private volatile bool _takesShards;

    // Guarded by the lock of the holds.
    private bool _hasLeft;
    private long _claims;
    private long _releases;

    /// <summary>The number of shards that this session has claimed.</summary>
    public long Claims => Interlocked.Read(ref _claims);

    /// <summary>The number of shards that this session has handed over.</summary>
    public long Releases => Interlocked.Read(ref _releases);

    /// <summary>The number of reads of leases of others.</summary>
    public long LeaseReads => _observer.Reads;

    private async Task ReconcileAsync()
    {
        TimeProvider clock = _context.Times.Clock;
        long looked = clock.GetTimestamp();
        while (true)
        {
            try
            {
                // While the table is not known there is nothing to do until it is listed, which is a change.
                await WaitAsync(_table.IsListed ? _context.Times.Look - clock.GetElapsedTime(looked) : Timeout.InfiniteTimeSpan).ConfigureAwait(false);
                if (!_table.IsListed)
                {
                    continue;
                }

                if (clock.GetElapsedTime(looked) >= _context.Times.Look)
                {
                    looked = clock.GetTimestamp();
                    await LookAsync().ConfigureAwait(false);
                }

                await PlaceAsync().ConfigureAwait(false);
            }
            catch (ClusterEngineException exception)
            {
                _context.Logger.DirectoryFailed(_context.Name, exception.Message);
                await Task.Delay(_context.Times.Retry, clock, _end.Token).ConfigureAwait(false);
            }
        }
    }

    private async Task WaitAsync(TimeSpan limit)
    {
        if (limit <= TimeSpan.Zero && limit != Timeout.InfiniteTimeSpan)
        {
            _end.Token.ThrowIfCancellationRequested();
            _ = _changed.Reader.TryRead(out _);
            return;
        }

        using CancellationTokenSource time = new(limit, _context.Times.Clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, _end.Token);
        try
        {
            _ = await _changed.Reader.ReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!_end.IsCancellationRequested)
        {
            // Time for a look.
        }
    }

    private async Task LookAsync()
    {
        // A watch may not notice that the table was lost.
        DirectoryEntry? cluster = await _context.Directory.ReadAsync(DirectoryTable.Shards, ClusterTable.ClusterKey, _end.Token).ConfigureAwait(false);
        if (cluster is not { } entry || !ClusterJson.TryRead(entry.Value, ClusterJson.Default.ClusterRecord, out ClusterRecord? record)
            || record.Incarnation != Incarnation)
        {
            Lose("the directory was lost, or made anew");
            return;
        }

        foreach (ClusterMember member in await _observer.ObserveAsync(_table.Members, _end.Token).ConfigureAwait(false))
        {
            if (_table.TryFind(member.Session, out _, out ulong revision)
                && await _context.Directory.TryDeleteAsync(
                    DirectoryTable.Shards, ClusterTable.KeyOfMember(member.Session), revision, _end.Token).ConfigureAwait(false))
            {
                _context.Logger.MemberEnded(_context.Name, member.Session);
            }
        }
    }

    private async Task PlaceAsync()
    {
        // With many brokers the plan of many shards costs more than all else, and only a change of the table, or work that is left, can change it.
        (long Version, bool TakesShards) state = (_table.Version, _takesShards);
        if (state == _placed && _moves.Count == 0)
        {
            return;
        }

        IReadOnlyList<ClusterMember> members = _table.Members;
        HashSet<string> living = members.Select(static member => member.Session).ToHashSet(StringComparer.Ordinal);
        List<string> takers = [.. members.Where(member => member.TakesShards && (member.Session != Id || _takesShards)).Select(static member => member.Session)];
        (string? Owner, ulong Revision)[] owners = _table.CopyOwners();
        Dictionary<string, int> indices = takers.Select(static (session, index) => (session, index)).ToDictionary(static item => item.session, static item => item.index, StringComparer.Ordinal);
        int[] targets = ShardPlan.Make([.. owners.Select(owner => owner.Owner is { } session && indices.TryGetValue(session, out int index) ? index : -1)], takers.Count);
        int own = indices.GetValueOrDefault(Id, -1);
        List<int> claims = [];
        for (int shard = 0; shard < owners.Length; shard++)
        {
            string? owner = owners[shard].Owner;
            ShardHold? hold = Volatile.Read(ref _holds[shard]);
            if (own >= 0 && targets[shard] == own && hold is null && (owner is null || owner == Id || !living.Contains(owner)))
            {
                claims.Add(shard);
            }
            else if ((own < 0 || targets[shard] != own) && hold is { IsClosed: false } && !_moves.ContainsKey(shard) && (_moves.Count < _context.Options.MaxMoves || !_takesShards))
            {
                _moves[shard] = MoveAsync(hold);
            }
        }

        if (claims.Count == 0 && _moves.Count == 0)
        {
            _placed = state;
            return;
        }

        _placed = (-1, false);

        // The next ones by a new plan: when all brokers start at once, those that come first must not claim what the others are to have.
        await Task.WhenAll(claims.Take(ClaimsAtOnce).Select(shard => ClaimAsync(shard, owners[shard].Revision))).ConfigureAwait(false);
        if (claims.Count > ClaimsAtOnce)
        {
            _ = _changed.Writer.TryWrite(true);
        }

        foreach (int shard in _moves.Where(static move => move.Value.IsCompleted).Select(static move => move.Key).ToArray())
        {
            _ = _moves.Remove(shard, out Task? move);
            await move!.ConfigureAwait(false);
        }
    }

    private async Task ClaimAsync(int shard, ulong revision)
    {
        if (!_lease.IsValid)
        {
            return;
        }

        string key = ClusterTable.KeyOfShard(shard);
        byte[] record = ClusterJson.Write(new ShardRecord(Id), ClusterJson.Default.ShardRecord);
        if (await _context.Directory.TryWriteAsync(DirectoryTable.Shards, key, record, revision, _end.Token).ConfigureAwait(false) is { } epoch)
        {
            _ = Interlocked.Increment(ref _claims);
            _ = _table.Apply(new DirectoryChange(key, record, epoch));
            lock (_gate)
            {
                // The lease may have been lost, or another broker may have taken the shard over, meanwhile. A broker that has counted that it
                // has no shards removes its entry as a member, after which others take this one over.
                if (!_hasLeft && _lease.IsValid && _table.OwnerOf(shard).Revision == epoch)
                {
                    ShardHold hold = new(shard, new Fence(Incarnation, epoch), _lease, _context.Placement);
                    Volatile.Write(ref _holds[shard], hold);
                    _context.Tells.Begin(hold);
                }
            }

            UpdateRoute(shard);
        }
        else if (await _context.Directory.ReadAsync(DirectoryTable.Shards, key, _end.Token).ConfigureAwait(false) is { } entry
            && _table.Apply(new DirectoryChange(key, entry.Value, entry.Revision)))
        {
            UpdateRoute(shard);
        }
    }

    private async Task MoveAsync(ShardHold hold)
    {
        await _context.Tells.SettleAsync(hold).ConfigureAwait(false);

        // From now on messages wait for the next owner. What was sent before is handled.
        Task drained;
        Task acknowledged;
        lock (_gate)
        {
            acknowledged = _context.Tells.CloseAsync(hold);
            drained = _drains.DrainAsync(hold);
            if (!_isReleased && _holds[hold.Shard] == hold)
            {
                _context.Routing.Remove(hold.Shard);
            }
        }

        await drained.ConfigureAwait(false);

        // Durable tells that were handled, and are left in the log, would be handled again.
        await acknowledged.ConfigureAwait(false);
        string key = ClusterTable.KeyOfShard(hold.Shard);
        byte[] record = ClusterJson.Write(new ShardRecord(null), ClusterJson.Default.ShardRecord);
        while (hold.IsValid)
        {
            try
            {
                if (await _context.Directory.TryWriteAsync(DirectoryTable.Shards, key, record, hold.Fence.Epoch, _end.Token).ConfigureAwait(false) is { } revision)
                {
                    _ = _table.Apply(new DirectoryChange(key, record, revision));
                }

                break;
            }
            catch (ClusterEngineException)
            {
                // It may have taken effect: then the next attempt fails, and the watch tells.
                await Task.Delay(_context.Times.Retry, _context.Times.Clock, _end.Token).ConfigureAwait(false);
            }
        }

        lock (_gate)
        {
            if (_holds[hold.Shard] == hold)
            {
                Volatile.Write(ref _holds[hold.Shard], null);
            }
        }

        _ = Interlocked.Increment(ref _releases);
        UpdateRoute(hold.Shard);
        _ = _changed.Writer.TryWrite(true);
    }
}
