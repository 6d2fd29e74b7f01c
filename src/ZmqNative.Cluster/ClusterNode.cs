using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ZmqNative.Cluster;

/// <summary>A broker in a cluster: one session after the other, until it leaves.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The end of the cluster disposes it, after all loops.")]
internal sealed partial class ClusterNode
{
    private const string SessionCharacters = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const int SessionLength = 10;
    private const int MaxNameLength = 64;

    private readonly Broker _broker;
    private readonly LimitedDirectory _directory;
    private readonly ClusterOptions _options;
    private readonly IAsyncDisposable? _owned;
    private readonly LeaseTimes _times;
    private readonly ClusterPlacement _placement;
    private readonly ClusterContext _context;
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Guards the session, the state and _ending: a session that begins while the broker leaves must not run, since nothing would end it.
    private readonly Lock _gate = new();
    private Task _running = Task.CompletedTask;
    private volatile Task? _ending;
    private TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ClusterStatistics _past = new();
    private ulong _incarnation;
    private volatile Exception? _failure;
    private volatile ClusterState _state;

    /// <param name="broker">The broker.</param>
    /// <param name="directory">The directory.</param>
    /// <param name="options">The options.</param>
    /// <param name="opener">The log.</param>
    /// <param name="owned">What ends with the membership; null if nothing does.</param>
    public ClusterNode(Broker broker, IActorDirectory directory, ClusterOptions options, DurableLogOpener opener, IAsyncDisposable? owned)
    {
        _owned = owned;
        _broker = broker;
        _options = options;
        _times = new LeaseTimes(options);
        _directory = new LimitedDirectory(directory, _times.Clock, _times.Lease);
        _placement = new ClusterPlacement(EndAsync) { Routing = new ClusterRouting(broker, options, _times.Clock) };
        _placement.Routing.Describe = Describe;
        _placement.Routing.Resolve = shard => Session?.UpdateRoute(shard);
        Tells = new ClusterTells(broker, _directory, opener, options, _times.Clock);
        _appender = new DurableAppender(opener, options, _times.Clock);
        _context = new ClusterContext(broker, _directory, options, _times, _placement.Routing, _placement) { Tells = Tells };
    }

    /// <summary>Ends durable messages when the broker leaves, behind the end of its actors and in front of that of its engine.</summary>
    public Func<Task> EndDurable { get; init; } = static () => Task.CompletedTask;

    public ClusterState State => _state;

    public Exception? Failure => _failure;

    public ClusterSession? Session => _placement.Session;

    public void Start(ClusterBroker cluster)
    {
        _placement.Cluster = cluster;
        _broker.SetPlacement(_placement);
        using (ExecutionContext.SuppressFlow())
        {
            _running = Task.Run(RunAsync);
        }
    }

    public ActorRef Find(string address) => _placement.Find(address);

    public ClusterMember? OwnerOf(string address)
    {
        ClusterMember? owner = null;
        return Session is { } session && session.Table.OwnerOf(_placement.Routing.ShardOf(address)).Owner is { } id && session.Table.TryFind(id, out owner, out _)
            ? owner
            : null;
    }

    public async Task WaitUntilJoinedAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task joined = Volatile.Read(ref _joined).Task;
            ObjectDisposedException.ThrowIf(_ending is not null, typeof(ClusterBroker));
            Task first = await Task.WhenAny(joined, _refused.Task).WaitAsync(cancellationToken).ConfigureAwait(false);
            await first.ConfigureAwait(false);
            if (_state == ClusterState.Joined)
            {
                return;
            }

            await Task.Yield();
        }
    }

    /// <summary>Leaves the cluster.</summary>
    public Task EndAsync()
    {
        lock (_gate)
        {
            if (_ending is null)
            {
                // An actor that ends its own cluster does not wait for the end: what that does is not the actor's, and not of its handling.
                using (ExecutionContext.SuppressFlow())
                {
                    _ending = Task.Run(LeaveAsync);
                }
            }

            return _ending;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever fails is tried again, until the broker leaves.")]
    private async Task RunAsync()
    {
        try
        {
            await StopLocalActorsAsync().ConfigureAwait(false);
            while (_ending is null)
            {
                try
                {
                    await RunSessionAsync().ConfigureAwait(false);
                }
                catch (ClusterSettingsException exception)
                {
                    _failure = exception;
                    _state = ClusterState.Refused;
                    _broker.Logger.Refused(exception, _broker.Options.Name, _directory.Name);
                    _ = _refused.TrySetException(exception);
                    return;
                }
                catch (Exception exception) when (!_end.IsCancellationRequested)
                {
                    _failure = exception;
                    _broker.Logger.JoinFailed(_broker.Options.Name, _directory.Name, ErrorText.MessageOf(exception));
                    await Task.Delay(_times.Retry, _times.Clock, _end.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // The broker leaves.
        }
    }

    private async Task RunSessionAsync()
    {
        using CancellationTokenSource limit = new(_times.Lease, _times.Clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _end.Token);
        ClusterSession session;
        try
        {
            session = await BeginAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!_end.IsCancellationRequested)
        {
            throw new ClusterEngineException($"it has not answered within {_times.Lease}.", _directory.Name);
        }

        if (!TryAdopt(session))
        {
            using CancellationTokenSource leaving = new(_options.LeaveTimeout);
            await session.RemoveWhenStoppedAsync(leaving.Token).ConfigureAwait(false);
            session.Dispose();
            return;
        }

        Task<string> running = session.RunAsync();
        _ = NoteJoinedAsync(session);
        string reason = await running.ConfigureAwait(false);
        if (NoteEnd(session))
        {
            _broker.Logger.LeaseLost(_broker.Options.Name, session.Id, reason, (int)session.Claims - (int)session.Releases);
            _ = RemoveAsync(session);
        }
    }

    // A broker that leaves has looked already for a session that it has to end.
    private bool TryAdopt(ClusterSession session)
    {
        lock (_gate)
        {
            if (_ending is not null)
            {
                return false;
            }

            _placement.Session = session;
            return true;
        }
    }

    // False if the broker leaves: then the end of the session is the concern of that.
    private bool NoteEnd(ClusterSession session)
    {
        lock (_gate)
        {
            bool isLost = _ending is null;
            if (_joined.Task.IsCompleted)
            {
                // Those who wait for the first one still wait for it, when the session has ended before it knew the other members.
                _joined = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            _past = Add(_past, session) with { LostLeases = _past.LostLeases + (isLost ? 1 : 0) };
            _context.Former[session.Id] = 0;
            if (isLost)
            {
                _state = ClusterState.Joining;
            }

            // Last: who sees that it has ended sees the state, too.
            _placement.Session = null;
            return isLost;
        }
    }

    private async Task<ClusterSession> BeginAsync(CancellationToken cancellationToken)
    {
        await _directory.OpenAsync(new DirectorySettings { LeaseTime = _times.Lease }, cancellationToken).ConfigureAwait(false);
        ClusterRecord cluster = await FindClusterAsync(cancellationToken).ConfigureAwait(false);
        _incarnation = Math.Max(_incarnation, cluster.Incarnation);
        MemberRecord member = new(_broker.Options.Name, MemberEndpoints.Find(_broker, _options), _options.TakesShards);
        return await ClusterSession.BeginAsync(_context, CreateId(), cluster, member, cancellationToken).ConfigureAwait(false);
    }

    private async Task RemoveAsync(ClusterSession session)
    {
        using CancellationTokenSource limit = new(_times.Others, _times.Clock);
        await session.RemoveWhenStoppedAsync(limit.Token).ConfigureAwait(false);
        session.Dispose();
    }

    private async Task NoteJoinedAsync(ClusterSession session)
    {
        await ((Task)session.Listed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            if (!session.Listed.IsCompletedSuccessfully || _ending is not null || Session != session)
            {
                return;
            }

            _failure = null;
            _state = ClusterState.Joined;
            _past = _past with { Joins = _past.Joins + 1 };
            _ = _joined.TrySetResult();
        }

        _ = AnnounceAgainAsync(session);
        _broker.Logger.Joined(_broker.Options.Name, _directory.Name, session.Id);
    }

    // The entry of the cluster, made by the broker that comes first.
    private async Task<ClusterRecord> FindClusterAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await _directory.ReadAsync(DirectoryTable.Shards, ClusterTable.ClusterKey, cancellationToken).ConfigureAwait(false) is { } entry)
            {
                ClusterRecord found = ClusterJson.TryRead(entry.Value, ClusterJson.Default.ClusterRecord, out ClusterRecord? record)
                    ? record
                    : throw new ClusterSettingsException($"{_directory.Name}: the entry of the cluster cannot be read. Another version of this library, or another program, has made it.");
                return found.Shards == _options.Shards
                    ? found
                    : throw new ClusterSettingsException(
                        $"{_directory.Name} has {found.Shards} shards, this broker has {_options.Shards}. Give all brokers of the cluster the same number; it cannot be changed while the directory exists.");
            }

            ulong now = (ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
            byte[] made = ClusterJson.Write(new ClusterRecord(Math.Max(now, _incarnation + 1), _options.Shards), ClusterJson.Default.ClusterRecord);
            _ = await _directory.TryWriteAsync(DirectoryTable.Shards, ClusterTable.ClusterKey, made, 0, cancellationToken).ConfigureAwait(false);
        }
    }

    // Actors that were made before the broker joined are under no ownership.
    private async Task StopLocalActorsAsync()
    {
        ActorSweep sweep = new(_broker);
        while (sweep.Look(static registration => registration is { Hold: null, Options.StaysLocal: false }).Count > 0)
        {
            await Task.Delay(sweep.Pause, _end.Token).ConfigureAwait(false);
        }
    }

    private string Describe() => _state == ClusterState.Joined
        ? "its last owner has ended, or hands it over."
        : string.Create(CultureInfo.InvariantCulture, $"this broker is not in the cluster ({_state}). {(_failure is { } failure ? ErrorText.MessageOf(failure) : null)}");

    // The name, as far as a key may have it, and a random part: an id is used once.
    private string CreateId()
    {
        string name = string.Concat(_broker.Options.Name.Where(static c => char.IsAsciiLetterOrDigit(c)).Take(MaxNameLength));
        return $"{name}-{System.Security.Cryptography.RandomNumberGenerator.GetString(SessionCharacters, SessionLength)}";
    }
}
