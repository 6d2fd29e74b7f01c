using System.Runtime.CompilerServices;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using NATS.Client.KeyValueStore;

namespace ZmqNative.Cluster.Nats;

/// <summary>The directory on a nats-server: a bucket for each table.</summary>
internal sealed class NatsDirectory(NatsEngine engine) : IActorDirectory
{
    // Each message is the last one of its key, so a bucket has as many messages as keys.
    private const int History = 1;

    private volatile INatsKVStore? _shards;
    private volatile INatsKVStore? _leases;

    public string Name => engine.Name;

    public async ValueTask OpenAsync(DirectorySettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        try
        {
            await engine.ConnectAsync(cancellationToken).ConfigureAwait(false);
            _shards = await engine.CallAsync("opening the directory", token => OpenAsync("shards", TimeSpan.Zero, token), cancellationToken).ConfigureAwait(false);
            _leases = await engine.CallAsync("opening the directory", token => OpenAsync("leases", settings.LeaseTime, token), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            throw engine.Wrap(exception, "opening the directory");
        }
    }

    public async ValueTask<ulong?> TryWriteAsync(
        DirectoryTable table, string key, ReadOnlyMemory<byte> value, ulong revision, CancellationToken cancellationToken = default)
    {
        DirectoryKeys.Check(key);
        INatsKVStore bucket = BucketOf(table);
        NatsResult<ulong> result = await engine.CallAsync(
            $"writing '{key}'",
            token => revision == 0 ? bucket.TryCreateAsync(key, value, Bytes, token) : bucket.TryUpdateAsync(key, value, revision, Bytes, token),
            cancellationToken).ConfigureAwait(false);
        return result.Success ? result.Value
            : NatsEngine.IsWrongRevision(result.Error) ? null
            : throw engine.Wrap(result.Error, $"writing '{key}'");
    }

    public async ValueTask<bool> TryDeleteAsync(DirectoryTable table, string key, ulong revision, CancellationToken cancellationToken = default)
    {
        DirectoryKeys.Check(key);
        ArgumentOutOfRangeException.ThrowIfZero(revision);
        INatsKVStore bucket = BucketOf(table);
        NatsResult result = await engine.CallAsync(
            $"deleting '{key}'", token => bucket.TryDeleteAsync(key, new NatsKVDeleteOpts { Revision = revision }, token), cancellationToken).ConfigureAwait(false);
        return result.Success || (NatsEngine.IsWrongRevision(result.Error) ? false : throw engine.Wrap(result.Error, $"deleting '{key}'"));
    }

    public async ValueTask<DirectoryEntry?> ReadAsync(DirectoryTable table, string key, CancellationToken cancellationToken = default)
    {
        DirectoryKeys.Check(key);
        INatsKVStore bucket = BucketOf(table);
        NatsResult<NatsKVEntry<byte[]>> result = await engine.CallAsync(
            $"reading '{key}'", token => bucket.TryGetEntryAsync(key, 0, NatsRawSerializer<byte[]>.Default, token), cancellationToken).ConfigureAwait(false);
        return result.Success ? new DirectoryEntry(result.Value.Value ?? [], result.Value.Revision)
            : result.Error is NatsKVKeyNotFoundException or NatsKVKeyDeletedException ? null
            : throw engine.Wrap(result.Error, $"reading '{key}'");
    }

    public async IAsyncEnumerable<DirectoryChange> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        NatsDirectoryWatch watch = new(engine, BucketOf(DirectoryTable.Shards));
        Task watching = watch.RunAsync(end.Token);
        try
        {
            await foreach (DirectoryChange change in watch.Changes.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return change;
            }
        }
        finally
        {
            await end.CancelAsync().ConfigureAwait(false);
            await watching.ConfigureAwait(false);
        }
    }

    private static INatsSerialize<ReadOnlyMemory<byte>> Bytes => NatsRawSerializer<ReadOnlyMemory<byte>>.Default;

    private INatsKVStore BucketOf(DirectoryTable table) =>
        (table == DirectoryTable.Leases ? _leases : _shards)
        ?? throw new ClusterEngineException("the directory is not open: call OpenAsync first.", Name);

    private async ValueTask<INatsKVStore> OpenAsync(string suffix, TimeSpan maxAge, CancellationToken cancellationToken)
    {
        string bucket = $"{engine.Options.Name}_{suffix}";
        NatsKVConfig config = new(bucket)
        {
            Description = "The directory of a cluster of ZmqNative brokers.",
            History = History,
            MaxAge = maxAge,
            Storage = NatsKVStorageType.File,
            NumberOfReplicas = engine.Options.Replicas,
        };
        INatsKVStore store;
        try
        {
            store = await engine.Buckets.GetStoreAsync(bucket, cancellationToken).ConfigureAwait(false);
        }
        catch (NatsJSApiException missing) when (missing.Error.Code == 404)
        {
            store = await CreateAsync(config, cancellationToken).ConfigureAwait(false);
        }

        NatsKVStatus status = await store.GetStatusAsync(cancellationToken).ConfigureAwait(false);
        StreamConfig existing = status.Info.Config;
        NatsReplicas.Check(Name, $"the bucket '{bucket}'", existing.NumReplicas, config.NumberOfReplicas);
        return existing.MaxAge == maxAge
            ? store
            : throw new ClusterSettingsException(
                $"{Name}: entries of the bucket '{bucket}' expire after {existing.MaxAge}, this broker has a LeaseTime of {maxAge}. Give all brokers of the cluster the same LeaseTime.");
    }

    // Another broker may make the bucket at the same time: with the same settings that is no failure.
    private async Task<INatsKVStore> CreateAsync(NatsKVConfig config, CancellationToken cancellationToken)
    {
        try
        {
            return await engine.Buckets.CreateStoreAsync(config, cancellationToken).ConfigureAwait(false);
        }
        catch (NatsJSApiException)
        {
            return await engine.Buckets.GetStoreAsync(config.Bucket, cancellationToken).ConfigureAwait(false);
        }
    }
}
