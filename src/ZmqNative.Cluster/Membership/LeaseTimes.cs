namespace ZmqNative.Cluster;

/// <summary>The times of leases, and their clock.</summary>
internal sealed class LeaseTimes
{
    private const int RenewalsPerLease = 3;
    private const int LooksPerLease = 6;
    private const int RetriesPerLease = 30;
    private const int MarginsPerLease = 5;

    public LeaseTimes(ClusterOptions options)
    {
        Clock = options.TimeProvider ?? BootTime.Instance;
        Lease = options.LeaseTime;
        TimeSpan margin = options.Margin ?? options.LeaseTime / MarginsPerLease;
        if (margin <= TimeSpan.Zero || margin > options.LeaseTime / RenewalsPerLease)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), margin, $"Margin is {margin}; it must be more than 0 and at most a third of LeaseTime, {options.LeaseTime / RenewalsPerLease}.");
        }

        Own = Lease - margin;
        Others = Lease + margin;
        Interval = Lease / RenewalsPerLease;
        Look = Lease / LooksPerLease;
        Retry = Lease / RetriesPerLease;
    }

    public TimeProvider Clock { get; }

    public TimeSpan Lease { get; }

    /// <summary>The time for which a broker takes its own lease for valid, from the moment before it was renewed.</summary>
    public TimeSpan Own { get; }

    /// <summary>The time without a renewal after which the others declare a lease as ended.</summary>
    public TimeSpan Others { get; }

    /// <summary>The time between two renewals.</summary>
    public TimeSpan Interval { get; }

    /// <summary>The time between two looks at the leases of others.</summary>
    public TimeSpan Look { get; }

    /// <summary>The pause after a failure.</summary>
    public TimeSpan Retry { get; }

    public long Timestamps(TimeSpan time) => (long)(time.TotalSeconds * Clock.TimestampFrequency);
}
