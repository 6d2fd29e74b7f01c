namespace ZmqNative.Cluster;

/// <summary>The lease of a broker as the broker itself sees it: it ends a margin earlier than for the others.</summary>
/// <param name="clock">The clock.</param>
internal sealed class SessionLease(TimeProvider clock) : ActorLease
{
    // Guards the changes, against the renewal and the loops that see that the lease is lost.
    private readonly Lock _gate = new();
    private long _validUntil;
    private bool _hasEnded;

    public override bool IsValid => clock.GetTimestamp() < Volatile.Read(ref _validUntil);

    /// <summary>The time that is left; zero or less if there is none.</summary>
    public TimeSpan Left => clock.GetElapsedTime(clock.GetTimestamp(), Volatile.Read(ref _validUntil));

    /// <summary>Begins the lease.</summary>
    public void Begin(long validUntil) => Volatile.Write(ref _validUntil, validUntil);

    /// <summary>Extends the lease; false if it has ended: what was refused for that reason is not allowed again.</summary>
    public bool TryExtend(long validUntil)
    {
        lock (_gate)
        {
            if (_hasEnded || !IsValid)
            {
                return false;
            }

            Volatile.Write(ref _validUntil, validUntil);
            return true;
        }
    }

    /// <summary>Ends the lease.</summary>
    public void End()
    {
        lock (_gate)
        {
            _hasEnded = true;
            Volatile.Write(ref _validUntil, long.MinValue);
        }
    }
}
