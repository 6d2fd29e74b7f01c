using System.Globalization;

namespace ZmqNative.Cluster.Checker;

/// <summary>The result of a simulation.</summary>
/// <param name="Phases">The phases.</param>
/// <param name="BytesPerBroker">The memory of one broker with its tables.</param>
/// <param name="KeysOfBroker">The least and the greatest number of keys of one broker.</param>
/// <param name="LostLeases">The number of leases that living brokers have lost: none, unless the simulation runs ahead of them.</param>
/// <param name="Owners">The number of shards with a living owner at the end.</param>
internal sealed record SimulationReport(
    IReadOnlyList<SimulationPhase> Phases, long BytesPerBroker, (int Least, int Most) KeysOfBroker, long LostLeases, int Owners)
{
    public override string ToString() => string.Join(
        Environment.NewLine,
        [
            .. Phases.Select(static phase => phase.ToString()),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{BytesPerBroker / 1024.0:0} KiB per broker; {KeysOfBroker.Least} to {KeysOfBroker.Most} keys of a broker; leases lost {LostLeases}; shards with an owner {Owners}"),
        ]);
}
