using ZmqNative.Cluster.Checker;
using ZmqNative.Tests.Nats;

namespace ZmqNative.Cluster.Tests;

/// <summary>
/// Durable tells on a real nats-server, with faults: see <see cref="DurableCheck"/>. With 100,000 tells over 1,000 keys: <c>dotnet run --project tests/ZmqNative.Cluster.Checker -- --durable=100000</c>;
/// for half an hour: <c>-- --durable --minutes=30</c>.
/// </summary>
[NonParallelizable]
public sealed class DurableCheckerTests
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("ZMQNATIVE_LONG") == "1";

    [Test]
    public async Task No_confirmed_tell_is_lost_and_each_effect_happens_once_in_order()
    {
        if (!NatsServer.IsInstalled)
        {
            throw Requirement.NatsServer.Missing("no nats-server in the PATH; ZMQNATIVE_NATS_SERVER may name one");
        }

        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("Processes of Windows cannot be suspended by a signal.");
        }

        // The check ends a hang with a report; this limit is behind it.
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(15));
        DurableCheckOptions options = new()
        {
            Tells = IsLong ? 100_000 : 12_000,
            Keys = IsLong ? 1000 : 300,
            Seed = Environment.TickCount,
            Log = TestContext.Progress.WriteLine,
        };
        DurableReport report = await new DurableCheck(options).RunAsync(limit.Token);
        await TestContext.Out.WriteLineAsync(report.ToString());
        Assert.That(report.Violations, Is.Empty);
        Assert.That(report.Faults.Keys, Is.EquivalentTo(DurableCheck.FaultKinds));
        Assert.That(report.Accepted, Is.GreaterThanOrEqualTo(options.Tells));
        Assert.That(report.Effects, Is.EqualTo(report.Accepted));
    }
}
