using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace ZmqNative.Cluster.Checker;

/// <summary>Many brokers in one process on virtual time, with the directory in memory: counts what they write, read and move when one joins, leaves and crashes.</summary>
/// <remarks>They exchange no messages: what grows with the number of brokers is the directory, its watches and the plans.</remarks>
internal sealed class ClusterSimulation(SimulationOptions options) : IAsyncDisposable
{
    private const int StepsPerLease = 30;
    private const int QuietLooks = 3;

    // Threads of the pool may be in use for something else.
    private const int QuietLooksOfBusyPool = 25;

    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(2);

    private readonly FakeTimeProvider _time = new();
    private readonly SimulationCounts _counts = new();
    private readonly List<(Broker Broker, ClusterBroker Cluster, SimulatedDirectory Directory)> _living = [];
    private readonly List<Broker> _gone = [];
    private readonly List<SimulationPhase> _phases = [];
    private InMemoryCluster? _engine;

    // The threads of the pool that are in use when no broker does anything: this one, and those of others.
    private int _threads;

    public async Task<SimulationReport> RunAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        _threads = BusyThreads();
        _engine = new InMemoryCluster(_time);
        long before = Collected();
        await PhaseAsync("start of all at once", async () =>
        {
            for (int i = 0; i < options.Brokers; i++)
            {
                Join(i);
            }

            while (_living.Exists(static broker => broker.Cluster.State != ClusterState.Joined))
            {
                await IdleAsync(cancellationToken);
            }

            _counts.Start();
        }, cancellationToken);
        await IdleAsync(cancellationToken);
        long bytes = (Collected() - before) / options.Brokers;
        await PhaseAsync("one lease at rest", async () =>
        {
            for (int i = 0; i < StepsPerLease; i++)
            {
                await StepAsync(cancellationToken);
            }
        }, cancellationToken);
        await PhaseAsync("one joins", () =>
        {
            Join(options.Brokers);
            return Task.CompletedTask;
        }, cancellationToken);
        await PhaseAsync("one leaves", () => LeaveAsync(options.Brokers / 2), cancellationToken);
        await PhaseAsync("one crashes", () =>
        {
            Crash(options.Brokers / 3);
            return Task.CompletedTask;
        }, cancellationToken);
        return new SimulationReport(
            _phases, bytes, CountKeys(), _living.Sum(static broker => broker.Cluster.Statistics.LostLeases), _living.Sum(static broker => broker.Cluster.ShardCount));
    }

    public async ValueTask DisposeAsync()
    {
        // Without a lease none of them hands shards over to the next one that leaves.
        foreach ((_, _, SimulatedDirectory directory) in _living)
        {
            directory.Crash();
        }

        _time.Advance(2 * options.Lease);
        await Task.WhenAll(_living.Select(static living => living.Broker).Concat(_gone).Select(static broker => broker.DisposeAsync().AsTask()));
    }

    private void Join(int number)
    {
        SimulatedDirectory directory = new(_engine!, _counts);
        Broker broker = new(new BrokerOptions { Name = $"b{number}" });
        ClusterBroker cluster = broker.JoinCluster(directory, new ClusterOptions
        {
            Endpoints = ["tcp://127.0.0.1:1"],
            Shards = options.Shards,
            LeaseTime = options.Lease,
            LeaveTimeout = TimeSpan.FromMinutes(1),
            TimeProvider = _time,
        });
        _living.Add((broker, cluster, directory));
    }

    private async Task LeaveAsync(int index)
    {
        (Broker broker, ClusterBroker cluster, _) = _living[index];
        _living.RemoveAt(index);
        _gone.Add(broker);
        await cluster.DisposeAsync();
    }

    private void Crash(int index)
    {
        (Broker broker, _, SimulatedDirectory directory) = _living[index];
        _living.RemoveAt(index);
        _gone.Add(broker);
        directory.Crash();
    }

    private async Task PhaseAsync(string name, Func<Task> act, CancellationToken cancellationToken)
    {
        using Process process = Process.GetCurrentProcess();
        _ = _counts.Take(name);
        TimeSpan processor = process.TotalProcessorTime;
        DateTimeOffset began = _time.GetUtcNow();
        long claims = _living.Sum(static living => living.Cluster.Statistics.Claims);
        (Broker Broker, ClusterBroker Cluster, SimulatedDirectory Directory)[] former = [.. _living];
        await act();
        await IdleAsync(cancellationToken);
        while (!IsSettled())
        {
            await StepAsync(cancellationToken);
        }

        process.Refresh();
        IEnumerable<(Broker, ClusterBroker Cluster, SimulatedDirectory)> lost = former.Except(_living);
        SimulationPhase phase = _counts.Take(name) with
        {
            Settled = _time.GetUtcNow() - began,
            Processor = process.TotalProcessorTime - processor,
            Moves = _living.Concat(lost).Sum(static living => living.Cluster.Statistics.Claims) - claims,
        };
        _phases.Add(phase);
        options.Log(phase.ToString());
    }

    private bool IsSettled()
    {
        int[] shards = [.. _living.Select(static living => living.Cluster.ShardCount)];
        return shards.Sum() == options.Shards && shards.Max() - shards.Min() <= 1;
    }

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        _time.Advance(options.Lease / StepsPerLease);
        await IdleAsync(cancellationToken);
    }

    // Until no thread works for a broker and nothing is called: otherwise virtual time would run ahead of the brokers.
    private async Task IdleAsync(CancellationToken cancellationToken)
    {
        long sum = -1;
        for (int quiet = 0; quiet < (BusyThreads() <= _threads ? QuietLooks : QuietLooksOfBusyPool);)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Delay(LookPause, CancellationToken.None);
            long now = _counts.Sum;
            quiet = now == sum && ThreadPool.PendingWorkItemCount == 0 ? quiet + 1 : 0;
            sum = now;
        }
    }

    private static int BusyThreads()
    {
        ThreadPool.GetAvailableThreads(out int available, out _);
        ThreadPool.GetMaxThreads(out int all, out _);
        return all - available;
    }

    private (int Least, int Most) CountKeys()
    {
        Dictionary<string, int> keys = _living.ToDictionary(static living => living.Cluster.Session!, static _ => 0, StringComparer.Ordinal);
        for (int key = 0; key < options.Keys; key++)
        {
            keys[_living[0].Cluster.OwnerOf($"order/{key}")!.Session]++;
        }

        return (keys.Values.Min(), keys.Values.Max());
    }

#pragma warning disable RS0030 // The memory of the brokers is what is measured.
    private static long Collected()
    {
        GC.Collect();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
#pragma warning restore RS0030
}
