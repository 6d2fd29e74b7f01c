using ZmqNative.Cluster.Checker;

namespace ZmqNative.Cluster.Tests;

/// <summary>A small run of the simulation: <c>dotnet run -c Release --project tests/ZmqNative.Cluster.Checker -- --simulate</c> for 1,000 brokers.</summary>
[NonParallelizable]
public sealed class SimulationTests : ClusterTest
{
    [Test]
    public async Task What_brokers_write_grows_with_their_number_and_few_shards_move()
    {
        const int Brokers = 20;
        const int Shards = 200;
        await using ClusterSimulation simulation = new(new SimulationOptions { Brokers = Brokers, Shards = Shards, Keys = 10_000 });
        SimulationReport report = await simulation.RunAsync(Limit);
        await TestContext.Out.WriteLineAsync(report.ToString());
        Assert.That((report.LostLeases, report.Owners), Is.EqualTo((0L, Shards)));
        SimulationPhase rest = report.Phases.Single(static phase => phase.Name == "one lease at rest");
        Assert.That((rest.Writes, rest.Refused, rest.Changes), Is.EqualTo((0L, 0L, 0L)), "no change of the table");
        Assert.That(rest.Leases, Is.InRange(2 * Brokers, 4 * Brokers), "three renewals");
        foreach (SimulationPhase phase in report.Phases.Where(static phase => phase.Name.StartsWith("one ", StringComparison.Ordinal)))
        {
            Assert.That(phase.Moves, Is.InRange(phase == rest ? 0 : 1, (Shards / Brokers) + 1), phase.Name);
        }
    }
}
