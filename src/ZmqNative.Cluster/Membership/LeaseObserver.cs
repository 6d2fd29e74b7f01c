namespace ZmqNative.Cluster;

/// <summary>Looks at the leases of some other brokers, and declares those as ended that are not renewed.</summary>
/// <param name="directory">The directory.</param>
/// <param name="session">The session of this broker.</param>
/// <param name="clock">The clock.</param>
/// <param name="limit">The time without a change after which a lease is silent: longer than its owner takes it for valid.</param>
internal sealed class LeaseObserver(IActorDirectory directory, string session, TimeProvider clock, TimeSpan limit)
{
    /// <summary>The number of brokers whose leases each one looks at: so the reads grow with the number of brokers, and one of these may itself have crashed.</summary>
    public const int Observed = 3;

    private readonly Dictionary<string, (ulong Revision, long Since)> _seen = new(StringComparer.Ordinal);

    /// <summary>The number of reads.</summary>
    public long Reads { get; private set; }

    /// <summary>Looks at the leases once.</summary>
    /// <param name="members">The members, in the order of their sessions.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The members whose leases have ended.</returns>
    /// <exception cref="ClusterEngineException">The engine cannot be reached.</exception>
    public async Task<List<ClusterMember>> ObserveAsync(IReadOnlyList<ClusterMember> members, CancellationToken cancellationToken)
    {
        List<ClusterMember> ended = [];
        List<ClusterMember> observed = ListObserved(members);
        foreach (string old in _seen.Keys.Where(key => observed.TrueForAll(member => member.Session != key)).ToArray())
        {
            _ = _seen.Remove(old);
        }

        foreach (ClusterMember member in observed)
        {
            if (await IsSilentAsync(member.Session, cancellationToken).ConfigureAwait(false)
                && await TryEndAsync(member.Session, cancellationToken).ConfigureAwait(false))
            {
                ended.Add(member);
            }
        }

        return ended;
    }

    // Those behind this broker in the circle of all: each lease is looked at by the brokers in front of it.
    private List<ClusterMember> ListObserved(IReadOnlyList<ClusterMember> members)
    {
        int first = 0;
        while (first < members.Count && string.CompareOrdinal(members[first].Session, session) <= 0)
        {
            first++;
        }

        List<ClusterMember> observed = [];
        for (int i = 0; i < members.Count && observed.Count < Observed; i++)
        {
            ClusterMember member = members[(first + i) % members.Count];
            if (member.Session != session)
            {
                observed.Add(member);
            }
        }

        return observed;
    }

    private async Task<bool> IsSilentAsync(string other, CancellationToken cancellationToken)
    {
        Reads++;
        DirectoryEntry? entry = await directory.ReadAsync(DirectoryTable.Leases, other, cancellationToken).ConfigureAwait(false);
        long now = clock.GetTimestamp();
        if (!_seen.TryGetValue(other, out (ulong Revision, long Since) seen) || (entry is { } changed && changed.Revision != seen.Revision && !IsEnd(changed)))
        {
            _seen[other] = (entry?.Revision ?? 0, now);
            return false;
        }

        // That the entry has expired, by the clock of the engine, is not enough: that clock may have been set.
        return (entry is not { } current || IsEnd(current)) && clock.GetElapsedTime(seen.Since, now) >= limit;
    }

    // The write succeeds only if there is no lease, and no renewal can succeed after it.
    private async Task<bool> TryEndAsync(string other, CancellationToken cancellationToken)
    {
        byte[] end = ClusterJson.Write(new LeaseRecord(0, session), ClusterJson.Default.LeaseRecord);
        if (await directory.TryWriteAsync(DirectoryTable.Leases, other, end, 0, cancellationToken).ConfigureAwait(false) is not null)
        {
            return true;
        }

        return await directory.ReadAsync(DirectoryTable.Leases, other, cancellationToken).ConfigureAwait(false) is { } entry && IsEnd(entry);
    }

    private static bool IsEnd(in DirectoryEntry entry) =>
        ClusterJson.TryRead(entry.Value, ClusterJson.Default.LeaseRecord, out LeaseRecord? record) && record.EndedBy is not null;
}
