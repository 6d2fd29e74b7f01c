namespace ZmqNative.Cluster;

/// <summary>Makes the lease of a session, and renews it until it is lost.</summary>
/// <param name="directory">The directory.</param>
/// <param name="session">The session.</param>
/// <param name="lease">The lease.</param>
/// <param name="times">The times of leases.</param>
internal sealed class LeaseRenewal(IActorDirectory directory, string session, SessionLease lease, LeaseTimes times)
{
    private ulong _revision;
    private long _begun;
    private long _renewals;
    private long _failures;

    /// <summary>The number of renewals.</summary>
    public long Renewals => Interlocked.Read(ref _renewals);

    /// <summary>The number of attempts that have failed.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>Makes the lease.</summary>
    /// <exception cref="ClusterEngineException">The engine cannot be reached.</exception>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        long sent = times.Clock.GetTimestamp();
        _revision = await directory.TryWriteAsync(DirectoryTable.Leases, session, Value(), 0, cancellationToken).ConfigureAwait(false)
            ?? throw new ClusterEngineException($"a lease '{session}' exists already.", directory.Name);
        lease.Begin(sent + times.Timestamps(times.Own));
        _begun = sent;
    }

    /// <summary>Renews the lease until it is lost.</summary>
    /// <returns>The description of the loss.</returns>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        // The entry of the member was written since the lease was made, which may have taken long.
        TimeSpan pause = times.Interval - times.Clock.GetElapsedTime(_begun);
        while (true)
        {
            await Task.Delay(Min(pause, lease.Left), times.Clock, cancellationToken).ConfigureAwait(false);
            long sent = times.Clock.GetTimestamp();
            if (!lease.IsValid)
            {
                return "it could not be renewed in time";
            }

            try
            {
                if (!await TryRenewAsync(cancellationToken).ConfigureAwait(false))
                {
                    return "another broker has declared it as ended, or it has expired";
                }

                if (!lease.TryExtend(sent + times.Timestamps(times.Own)))
                {
                    return "its renewal came too late";
                }

                pause = times.Interval - times.Clock.GetElapsedTime(sent);
            }
            catch (ClusterEngineException)
            {
                _ = Interlocked.Increment(ref _failures);
                pause = times.Retry;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                _ = Interlocked.Increment(ref _failures);
                pause = times.Retry;
            }
        }
    }

    /// <summary>Removes the lease, so that the others need not wait for its end.</summary>
    public async Task EndAsync(CancellationToken cancellationToken) =>
        _ = await directory.TryDeleteAsync(DirectoryTable.Leases, session, _revision, cancellationToken).ConfigureAwait(false);

    private static TimeSpan Min(TimeSpan a, TimeSpan b)
    {
        TimeSpan least = a < b ? a : b;
        return least > TimeSpan.Zero ? least : TimeSpan.Zero;
    }

    private async Task<bool> TryRenewAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(Max(Min(times.Interval, lease.Left), times.Retry), times.Clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        while (true)
        {
            if (await directory.TryWriteAsync(DirectoryTable.Leases, session, Value(), _revision, either.Token).ConfigureAwait(false) is { } revision)
            {
                _revision = revision;
                _ = Interlocked.Increment(ref _renewals);
                return true;
            }

            // A renewal that failed may have taken effect: then the entry is still this broker's, with another revision.
            if (await directory.ReadAsync(DirectoryTable.Leases, session, either.Token).ConfigureAwait(false) is not { } entry
                || !ClusterJson.TryRead(entry.Value, ClusterJson.Default.LeaseRecord, out LeaseRecord? record)
                || record.EndedBy is not null)
            {
                return false;
            }

            if (entry.Revision <= _revision)
            {
                // The write was refused, so there is another one: a replica that is behind has answered, and says nothing about the lease.
                throw new ClusterEngineException($"the lease '{session}' was read as it was before its last change.", directory.Name);
            }

            _revision = entry.Revision;
        }
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private byte[] Value() => ClusterJson.Write(new LeaseRecord(Renewals), ClusterJson.Default.LeaseRecord);
}
