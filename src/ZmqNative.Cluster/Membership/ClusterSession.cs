using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Cluster;

/// <summary>One membership of a broker: from its lease to the loss of it, or until it leaves.</summary>
/// <remarks>
/// Three loops: one renews the lease; one follows the table of shards, and sets the routes; one claims shards, hands over, and looks at the leases of others.
/// </remarks>
internal sealed partial class ClusterSession : IDisposable
{
    private readonly ClusterContext _context;
    private readonly ClusterRecord _cluster;
    private readonly SessionLease _lease;
    private readonly LeaseRenewal _renewal;
    private readonly ClusterTable _table;
    private readonly ShardHold?[] _holds;
    private readonly ShardDrains _drains;
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource<string> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _listed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Guards the fields below, the holds and the routes, against the loops and the end.
    private readonly Lock _gate = new();

    // Whether the session sets no routes any more: those of the next one are not its own.
    private bool _isReleased;

    private ClusterSession(ClusterContext context, string id, ClusterRecord cluster)
    {
        _context = context;
        Id = id;
        _cluster = cluster;
        _lease = new SessionLease(context.Times.Clock);
        _renewal = new LeaseRenewal(context.Directory, id, _lease, context.Times);
        _table = new ClusterTable(cluster.Shards);
        _holds = new ShardHold?[cluster.Shards];

        // The other half of the time is for what handlings do when they are cancelled.
        _drains = new ShardDrains(context.Broker, context.Options.LeaveTimeout / 2);
        _takesShards = context.Options.TakesShards;
        _observer = new LeaseObserver(context.Directory, id, context.Times.Clock, context.Times.Others);
    }

    public string Id { get; }

    public ulong Incarnation => _cluster.Incarnation;

    /// <summary>Completes when the table of shards is known.</summary>
    public Task Listed => _listed.Task;

    public ClusterTable Table => _table;

    public long Renewals => _renewal.Renewals;

    public long RenewalFailures => _renewal.Failures;

    /// <summary>The number of shards that this broker owns.</summary>
    public int ShardCount
    {
        get
        {
            lock (_gate)
            {
                return _lease.IsValid ? _holds.Count(static hold => hold is { IsClosed: false }) : 0;
            }
        }
    }

    /// <summary>Makes the lease and the entry of the member.</summary>
    /// <exception cref="ClusterEngineException">The engine cannot be reached.</exception>
    public static async Task<ClusterSession> BeginAsync(ClusterContext context, string id, ClusterRecord cluster, MemberRecord member, CancellationToken cancellationToken)
    {
        ClusterSession session = new(context, id, cluster);
        try
        {
            await session._renewal.BeginAsync(cancellationToken).ConfigureAwait(false);
            _ = await context.Directory.TryWriteAsync(
                DirectoryTable.Shards, ClusterTable.KeyOfMember(id), ClusterJson.Write(member, ClusterJson.Default.MemberRecord), 0, cancellationToken).ConfigureAwait(false)
                ?? throw new ClusterEngineException($"a member '{id}' exists already.", context.Directory.Name);
            session._member = member;
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Runs the loops until the lease is lost, or the broker has left.</summary>
    /// <returns>The description of the loss.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever ends a loop ends the session: without it the broker must own nothing.")]
    public async Task<string> RunAsync()
    {
        Task<string> renewing = Task.Run(() => _renewal.RunAsync(_end.Token));
        Task[] loops = [Task.Run(WatchAsync), Task.Run(ReconcileAsync)];
        string reason;
        try
        {
            Task first = await Task.WhenAny([renewing, _lost.Task, .. loops]).ConfigureAwait(false);
            reason = first == renewing ? await renewing.ConfigureAwait(false)
                : first == _lost.Task ? await _lost.Task.ConfigureAwait(false)
                : "a loop has ended";
            await first.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            reason = ErrorText.MessageOf(exception);
            if (exception is not OperationCanceledException)
            {
                _context.Logger.SessionFailed(exception, _context.Name);
            }
        }

        Release();

        // A directory of users may have registered a callback that throws.
        await _end.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ = _lost.TrySetResult(reason);
        _ = _listed.TrySetCanceled();
        await EndLoopsAsync([.. loops, renewing]).ConfigureAwait(false);
        return reason;
    }

    /// <summary>Counts an actor that is about to be made; null if the shard of its address is not owned.</summary>
    public ShardHold? TryEnter(int shard) => Volatile.Read(ref _holds[shard]) is { } hold && hold.TryEnter() ? hold : null;

    /// <summary>Returns the ownership of a shard with a fence; null if there is none, or it has ended.</summary>
    public ShardHold? FindHold(int shard, Fence fence) =>
        Volatile.Read(ref _holds[shard]) is { IsClosed: false } hold && hold.Fence == fence ? hold : null;

    public void Dispose() => _end.Dispose();

    // A client of an engine may not end what is cancelled, while its connection is lost: the broker joins again nevertheless. What such a loop still does is nothing, as the session is released.
    private async Task EndLoopsAsync(Task[] loops)
    {
        if (!await EndLimit.WaitAsync(Task.WhenAll(loops), _context.Times.Lease, _context.Times.Clock).ConfigureAwait(false))
        {
            _context.Logger.LoopsStay(_context.Name, Id);
        }
    }

    /// <summary>Ends the session from any loop.</summary>
    private void Lose(string reason) => _ = _lost.TrySetResult(reason);

    // From here on no handling begins.
    private void Release()
    {
        _lease.End();
        lock (_gate)
        {
            _isReleased = true;
            foreach (ShardHold? hold in _holds)
            {
                if (hold is not null)
                {
                    _context.Routing.Remove(hold.Shard);
                    hold.Revoke();
                    _context.Tells.Revoke(hold);
                    _retiring.Add(_drains.DrainAsync(hold));
                }
            }
        }
    }
}
