using ZmqNative.Cluster.Checker;
using ZmqNative.Tests.Nats;

namespace ZmqNative.Cluster.Tests;

/// <summary>
/// Three broker processes on a real nats-server, with faults: see <see cref="ClusterCheck"/>. For half an hour: <c>dotnet run --project tests/ZmqNative.Cluster.Checker -- --minutes=30</c>.
/// </summary>
[NonParallelizable]
public sealed class CheckerTests
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("ZMQNATIVE_LONG") == "1";

    [Test]
    public async Task No_two_brokers_write_with_one_fence_and_every_key_has_an_owner_again()
    {
        if (!NatsServer.IsInstalled)
        {
            throw Requirement.NatsServer.Missing("no nats-server in the PATH; ZMQNATIVE_NATS_SERVER may name one");
        }

        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("Processes of Windows cannot be suspended by a signal.");
        }

        // The limit only ends a hang.
        TimeSpan duration = TimeSpan.FromMinutes(IsLong ? 5 : 0.75);
        using CancellationTokenSource limit = new(duration + TimeSpan.FromMinutes(8));
        CheckReport report = await new ClusterCheck(new CheckOptions
        {
            Duration = duration,
            Seed = Environment.TickCount,
            Log = TestContext.Progress.WriteLine,
        }).RunAsync(limit.Token);
        await TestContext.Out.WriteLineAsync(report.ToString());
        Assert.That(report.Violations, Is.Empty);
        Assert.That(report.Accepted, Is.GreaterThan(0));
        Assert.That(report.Refused, Is.GreaterThan(0), "writes of a former owner");
        Assert.That(report.Faults.Keys, Is.EquivalentTo(ClusterCheck.FaultKinds));
        Assert.That(report.TakeOvers.Times, Is.Not.Empty, "take-overs of faults that were alone");
    }
}
