using System.Globalization;

namespace ZmqNative.Cluster;

/// <summary>The table of shards of the directory, as far as this broker knows it. Thread-safe.</summary>
/// <param name="shards">The number of shards.</param>
internal sealed class ClusterTable(int shards)
{
    public const string ClusterKey = "cluster";

    /// <summary>The key of the entry that is made with the first durable tell.</summary>
    public const string TellsKey = "tells";
    private const int MaxGone = 1024;
    private const string MemberPrefix = "member.";
    private const string ShardPrefix = "shard.";
    private const string GapsPrefix = "gaps.";

    // Guards all fields, against the watch and the loop that writes.
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (ClusterMember Member, ulong Revision)> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ulong> _gone = new(StringComparer.Ordinal);
    private HashSet<string> _notListed = new(StringComparer.Ordinal);
    private readonly (string? Owner, ulong Revision)[] _owners = new (string?, ulong)[shards];
    private long _version;

    /// <summary>The number of changes that were applied.</summary>
    public long Version => Interlocked.Read(ref _version);

    /// <summary>Whether all entries that the directory has were listed.</summary>
    public bool IsListed { get; private set; }

    /// <summary>The entry of the cluster: it differs from that of the session if the directory was lost and made anew.</summary>
    public ClusterRecord? Cluster { get; private set; }

    /// <summary>Whether the cluster has used durable tells.</summary>
    public bool HasTells { get; private set; }

    public int Shards => shards;

    /// <summary>Returns the number of the shard of a key; null if it is not the key of a shard.</summary>
    public int? ReadShard(string key) =>
        key.StartsWith(ShardPrefix, StringComparison.Ordinal)
        && int.TryParse(key.AsSpan(ShardPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int shard) && shard < shards
            ? shard
            : null;

    /// <summary>Returns the session of the member of a key; null if it is not the key of a member.</summary>
    public static string? ReadMember(string key) => key.StartsWith(MemberPrefix, StringComparison.Ordinal) ? key[MemberPrefix.Length..] : null;

    /// <summary>Begins a watch: until it has listed all entries, members may be missing, so that an owner seems to have gone.</summary>
    public void BeginListing()
    {
        lock (_gate)
        {
            IsListed = false;
            _notListed = _members.Keys.ToHashSet(StringComparer.Ordinal);
        }
    }

    /// <summary>Notes that a watch has listed all entries, and removes the members that it has not listed.</summary>
    /// <returns>The sessions of those members.</returns>
    public IReadOnlyList<string> EndListing()
    {
        lock (_gate)
        {
            _ = Interlocked.Increment(ref _version);
            string[] gone = [.. _notListed.Where(session => _members.Remove(session))];
            _notListed.Clear();
            IsListed = true;
            return gone;
        }
    }

    public IReadOnlyList<ClusterMember> Members
    {
        get
        {
            lock (_gate)
            {
                return [.. _members.Values.Select(static entry => entry.Member).OrderBy(static member => member.Session, StringComparer.Ordinal)];
            }
        }
    }

    public static string KeyOfMember(string session) => MemberPrefix + session;

    /// <summary>Returns the key of the mark that entries of a shard were removed in the log behind some that are left.</summary>
    public static string KeyOfGaps(int shard) => string.Create(CultureInfo.InvariantCulture, $"{GapsPrefix}{shard}");

    public static string KeyOfShard(int shard) => string.Create(CultureInfo.InvariantCulture, $"{ShardPrefix}{shard}");

    /// <summary>Returns the owner of a shard and the revision of its entry; 0 if it was never owned.</summary>
    public (string? Owner, ulong Revision) OwnerOf(int shard)
    {
        lock (_gate)
        {
            return _owners[shard];
        }
    }

    /// <summary>Finds a member with the revision of its entry.</summary>
    public bool TryFind(string session, out ClusterMember? member, out ulong revision)
    {
        lock (_gate)
        {
            bool found = _members.TryGetValue(session, out (ClusterMember Member, ulong Revision) entry);
            (member, revision) = entry;
            return found;
        }
    }

    /// <summary>Returns a copy of all owners.</summary>
    public (string? Owner, ulong Revision)[] CopyOwners()
    {
        lock (_gate)
        {
            return [.. _owners];
        }
    }

    /// <summary>Applies an entry or change, unless a later one of the key is known.</summary>
    /// <returns>False if nothing has changed by it.</returns>
    public bool Apply(in DirectoryChange change)
    {
        if (change.Key.StartsWith(GapsPrefix, StringComparison.Ordinal))
        {
            // Of no meaning to others than the owner: no reason for a new plan.
            return false;
        }

        lock (_gate)
        {
            _ = Interlocked.Increment(ref _version);
            if (ReadShard(change.Key) is { } shard)
            {
                return ApplyShardInsideLock(change, shard);
            }

            if (ReadMember(change.Key) is { } member)
            {
                _ = _notListed.Remove(member);
                return ApplyMemberInsideLock(change, member);
            }

            if (change.Key == ClusterKey)
            {
                Cluster = change.Value is { } value && ClusterJson.TryRead(value, ClusterJson.Default.ClusterRecord, out ClusterRecord? record) ? record : null;
                return true;
            }

            return change.Key == TellsKey && (HasTells = change.Value is not null);
        }
    }

    private bool ApplyShardInsideLock(in DirectoryChange change, int shard)
    {
        if (change.Revision <= _owners[shard].Revision)
        {
            return false;
        }

        string? owner = change.Value is { } value && ClusterJson.TryRead(value, ClusterJson.Default.ShardRecord, out ShardRecord? record) ? record.Owner : null;
        _owners[shard] = (NameOf(owner), change.Revision);
        return true;
    }

    // One text for all shards of a member: with many shards the texts would be most of the table.
    private string? NameOf(string? owner) =>
        owner is not null && _members.TryGetValue(owner, out (ClusterMember Member, ulong Revision) member) ? member.Member.Session : owner;

    private bool ApplyMemberInsideLock(in DirectoryChange change, string session)
    {
        ulong known = _members.TryGetValue(session, out (ClusterMember Member, ulong Revision) entry) ? entry.Revision : _gone.GetValueOrDefault(session);
        if (change.Revision <= known)
        {
            return false;
        }

        if (change.Value is { } value && ClusterJson.TryRead(value, ClusterJson.Default.MemberRecord, out MemberRecord? record))
        {
            _members[session] = (new ClusterMember(session, record.Name, record.Endpoints, record.TakesShards), change.Revision);
            return true;
        }

        // Sessions are used once: what is behind is an old entry that a slow watch lists.
        _gone[session] = change.Revision;
        if (_gone.Count > MaxGone)
        {
            _ = _gone.Remove(_gone.MinBy(static entry => entry.Value).Key);
        }

        return _members.Remove(session);
    }
}
