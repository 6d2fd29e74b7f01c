using System.Globalization;

namespace ZmqNative.Cluster.Checker;

/// <summary>The counts of one phase of a simulation.</summary>
/// <param name="Name">The name of the phase.</param>
/// <param name="Leases">Writes of leases: renewals, new ones and declared ends.</param>
/// <param name="Writes">Writes of members and shards.</param>
/// <param name="Refused">Writes that were refused, as another broker was first.</param>
/// <param name="Reads">Reads.</param>
/// <param name="Changes">Changes that watches have reported, over all brokers.</param>
internal sealed record SimulationPhase(string Name, long Leases, long Writes, long Refused, long Reads, long Changes)
{
    /// <summary>The number of shards that have moved to another owner.</summary>
    public long Moves { get; init; }

    /// <summary>The virtual time until all shards have their owners again, equally distributed.</summary>
    public TimeSpan Settled { get; init; }

    /// <summary>The time of the processor, over all brokers.</summary>
    public TimeSpan Processor { get; init; }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name}: {Settled.TotalSeconds:0.0} s virtual; lease writes {Leases}, other writes {Writes}, refused {Refused}, reads {Reads}, reported changes {Changes}, shards moved {Moves}; {Processor.TotalSeconds:0.0} s of processor");
}
