namespace ZmqNative.Cluster;

/// <content>Durable tells.</content>
internal sealed partial class ClusterNode
{
    private readonly DurableAppender _appender;

    // Of the directory in which this broker has announced that the cluster uses durable tells.
    private ulong _announced;
    private volatile bool _hasJoined;

    /// <summary>The durable tells of the shards that this broker owns.</summary>
    public ClusterTells Tells { get; }

    /// <summary>Appends a durable tell to the log.</summary>
    /// <exception cref="ClusterEngineException">The engine did not confirm it in time.</exception>
    /// <exception cref="ClusterSettingsException">The settings do not fit those of the cluster.</exception>
    /// <exception cref="ObjectDisposedException">The broker has left the cluster.</exception>
    public async Task<DurableReceipt> AppendTellAsync(DurableMessage message, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_ending is not null, typeof(ClusterBroker));
        ulong sequence = await _appender.AppendAsync(DurableStream.Tells, message, PrepareAsync, cancellationToken).ConfigureAwait(false);
        Tells.Counters.CountAppended();
        return new DurableReceipt(message.Id, sequence);
    }

    /// <summary>Returns the message of a durable tell.</summary>
    /// <exception cref="ActorSerializationException">The message cannot be written.</exception>
    /// <exception cref="ArgumentException">The id is not valid.</exception>
    public DurableMessage WriteTell(string address, object message, string? id) =>
        TellCodec.Write(address, message, id ?? Guid.NewGuid().ToString("N"), _placement.Routing.ShardOf(address), _broker.Options.Serializer);

    // With another number of shards than the cluster has, the tell would get a wrong one.
    private async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        if (_state == ClusterState.Refused || !_hasJoined)
        {
            await WaitUntilJoinedAsync(cancellationToken).ConfigureAwait(false);
            _hasJoined = true;
        }

        await AnnounceTellsAsync(cancellationToken).ConfigureAwait(false);
    }

    // In each directory once: all brokers begin to read their shards then.
    private async ValueTask AnnounceTellsAsync(CancellationToken cancellationToken)
    {
        ulong incarnation = Volatile.Read(ref _incarnation);
        if (Volatile.Read(ref _announced) == incarnation)
        {
            return;
        }

        if (Session is not { Table.HasTells: true })
        {
            // False if the entry exists already.
            _ = await _directory.TryWriteAsync(DirectoryTable.Shards, ClusterTable.TellsKey, "{}"u8.ToArray(), 0, cancellationToken).ConfigureAwait(false);
        }

        Volatile.Write(ref _announced, incarnation);
    }

    // A directory that was made anew does not know of durable tells that the log still has.
    private async Task AnnounceAgainAsync(ClusterSession session)
    {
        RetryPause pause = RetryPause.OfReadings;
        while (Tells.IsActive && !session.Table.HasTells && Session == session && _ending is null)
        {
            try
            {
                await AnnounceTellsAsync(_end.Token).ConfigureAwait(false);
                return;
            }
            catch (ClusterEngineException)
            {
                await pause.WaitAsync(_times.Clock, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                // The broker leaves.
                return;
            }
        }
    }
}
