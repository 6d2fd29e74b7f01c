using System.Globalization;
using ZmqNative.Cluster.Checker;

// broker NAME NATS-URL CLUSTER STORE-ENDPOINT LEASE-MS ANNOUNCED-ENDPOINT, sender NATS-URL CLUSTER STORE-ENDPOINT LEASE-MS KEYS: one of the processes.
// --simulate [--brokers=N] [--shards=N]: many brokers on virtual time.
// --durable[=N] [--minutes=N] [--keys=N] [--seed=N] [--lease=MS]: durable tells, at least N (100,000 without a number and minutes), and for the minutes.
// Otherwise the check: [--minutes=N] [--seed=N] [--lease=MS].
if (args is ["broker", var name, var url, var cluster, var store, var lease, var announced])
{
    await BrokerProcess.RunAsync(name, url, cluster, store, TimeSpan.FromMilliseconds(int.Parse(lease, CultureInfo.InvariantCulture)), announced);
    return 0;
}

if (args is ["sender", var natsUrl, var clusterName, var notes, var leaseTime, var keys])
{
    await SenderProcess.RunAsync(natsUrl, clusterName, notes, new DurableCheckOptions
    {
        Lease = TimeSpan.FromMilliseconds(int.Parse(leaseTime, CultureInfo.InvariantCulture)),
        Keys = int.Parse(keys, CultureInfo.InvariantCulture),
    });
    return 0;
}

if (Array.Exists(args, static argument => argument == "--durable") || Option("durable") is not null)
{
    string? minutes = Option("minutes");
    DurableReport durable = await new DurableCheck(new DurableCheckOptions
    {
        Tells = int.Parse(Option("durable") ?? (minutes is null ? "100000" : "0"), CultureInfo.InvariantCulture),
        Duration = TimeSpan.FromMinutes(double.Parse(minutes ?? "0", CultureInfo.InvariantCulture)),
        Keys = int.Parse(Option("keys") ?? "1000", CultureInfo.InvariantCulture),
        Seed = int.Parse(Option("seed") ?? "1", CultureInfo.InvariantCulture),
        Lease = TimeSpan.FromMilliseconds(int.Parse(Option("lease") ?? "2000", CultureInfo.InvariantCulture)),
        Log = Console.WriteLine,
    }).RunAsync(CancellationToken.None);
    Console.WriteLine(durable);
    return durable.Violations.Count == 0 ? 0 : 1;
}

if (args is ["--simulate", ..])
{
    SimulationOptions simulated = new()
    {
        Brokers = int.Parse(Option("brokers") ?? "1000", CultureInfo.InvariantCulture),
        Shards = int.Parse(Option("shards") ?? "16384", CultureInfo.InvariantCulture),
        Log = Console.WriteLine,
    };
    await using ClusterSimulation simulation = new(simulated);
    Console.WriteLine(await simulation.RunAsync(CancellationToken.None));
    return 0;
}

CheckOptions options = new()
{
    Duration = TimeSpan.FromMinutes(double.Parse(Option("minutes") ?? "1", CultureInfo.InvariantCulture)),
    Seed = int.Parse(Option("seed") ?? "1", CultureInfo.InvariantCulture),
    Lease = TimeSpan.FromMilliseconds(int.Parse(Option("lease") ?? "2000", CultureInfo.InvariantCulture)),
    Log = Console.WriteLine,
};
CheckReport report = await new ClusterCheck(options).RunAsync(CancellationToken.None);
Console.WriteLine(report);
return report.Violations.Count == 0 ? 0 : 1;

string? Option(string key) => Array.Find(args, argument => argument.StartsWith($"--{key}=", StringComparison.Ordinal))?[(key.Length + 3)..];
