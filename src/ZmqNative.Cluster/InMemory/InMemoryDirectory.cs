using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace ZmqNative.Cluster;

/// <summary>The directory of <see cref="InMemoryCluster"/>.</summary>
internal sealed class InMemoryDirectory(TimeProvider timeProvider) : IActorDirectory
{
    // Guards all fields, against the brokers of the process.
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (DirectoryEntry Entry, long Written)> _shards = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (DirectoryEntry Entry, long Written)> _leases = new(StringComparer.Ordinal);
    private readonly List<Channel<DirectoryChange>> _watches = [];
    private DirectorySettings? _settings;
    private ulong _revision;

    public string Name => "the directory in memory";

    public ValueTask OpenAsync(DirectorySettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            _settings ??= settings;
            return _settings == settings
                ? default
                : ValueTask.FromException(new ClusterSettingsException(
                    $"{Name} has leases of {_settings.LeaseTime}, this broker has {settings.LeaseTime}. Give all brokers of the cluster the same LeaseTime."));
        }
    }

    public ValueTask<ulong?> TryWriteAsync(
        DirectoryTable table, string key, ReadOnlyMemory<byte> value, ulong revision, CancellationToken cancellationToken = default)
    {
        DirectoryKeys.Check(key);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (RevisionOf(table, key) != revision)
            {
                return new ValueTask<ulong?>((ulong?)null);
            }

            byte[] copy = value.ToArray();
            TableOf(table)[key] = (new DirectoryEntry(copy, ++_revision), timeProvider.GetTimestamp());
            ReportInsideLock(table, new DirectoryChange(key, copy, _revision));
            return new ValueTask<ulong?>(_revision);
        }
    }

    public ValueTask<bool> TryDeleteAsync(DirectoryTable table, string key, ulong revision, CancellationToken cancellationToken = default)
    {
        DirectoryKeys.Check(key);
        ArgumentOutOfRangeException.ThrowIfZero(revision);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (RevisionOf(table, key) != revision)
            {
                return new ValueTask<bool>(false);
            }

            _ = TableOf(table).Remove(key);
            ReportInsideLock(table, new DirectoryChange(key, null, ++_revision));
            return new ValueTask<bool>(true);
        }
    }

    public ValueTask<DirectoryEntry?> ReadAsync(DirectoryTable table, string key, CancellationToken cancellationToken = default)
    {
        DirectoryKeys.Check(key);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return new ValueTask<DirectoryEntry?>(RevisionOf(table, key) == 0 ? null : TableOf(table)[key].Entry);
        }
    }

    public async IAsyncEnumerable<DirectoryChange> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Channel<DirectoryChange> changes = Channel.CreateUnbounded<DirectoryChange>(new UnboundedChannelOptions { SingleReader = true });
        lock (_gate)
        {
            foreach ((string key, (DirectoryEntry entry, _)) in _shards.OrderBy(static item => item.Value.Entry.Revision))
            {
                _ = changes.Writer.TryWrite(new DirectoryChange(key, entry.Value, entry.Revision));
            }

            _ = changes.Writer.TryWrite(DirectoryChange.Listed);
            _watches.Add(changes);
        }

        try
        {
            await foreach (DirectoryChange change in changes.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return change;
            }
        }
        finally
        {
            lock (_gate)
            {
                _ = _watches.Remove(changes);
            }
        }
    }

    private Dictionary<string, (DirectoryEntry Entry, long Written)> TableOf(DirectoryTable table) =>
        table == DirectoryTable.Leases ? _leases : _shards;

    // Removes the entry if it has expired.
    private ulong RevisionOf(DirectoryTable table, string key)
    {
        if (!TableOf(table).TryGetValue(key, out (DirectoryEntry Entry, long Written) found))
        {
            return 0;
        }

        if (table == DirectoryTable.Leases && _settings is { } settings && timeProvider.GetElapsedTime(found.Written) >= settings.LeaseTime)
        {
            _ = _leases.Remove(key);
            return 0;
        }

        return found.Entry.Revision;
    }

    private void ReportInsideLock(DirectoryTable table, in DirectoryChange change)
    {
        if (table == DirectoryTable.Shards)
        {
            foreach (Channel<DirectoryChange> watch in _watches)
            {
                _ = watch.Writer.TryWrite(change);
            }
        }
    }
}
