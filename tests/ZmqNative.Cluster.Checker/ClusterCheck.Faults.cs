using System.Diagnostics;
using System.Globalization;
using ZmqNative.Tests.Nats;

namespace ZmqNative.Cluster.Checker;

/// <content>The faults: some at the same time, and some alone, of which the take-over is measured.</content>
internal sealed partial class ClusterCheck
{
    // Of the faults after which keys are taken over, one of so many is alone.
    private const int FaultsPerAlone = 2;

    // If the first suspensions in the middle of handlings lead to no write that is refused, there is a mistake that more of them do not show better.
    private const int HeldAttempts = 10;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    // A take-over that is not there yet is a violation then. Longer than the bound, so that the report has the time.
    private static readonly TimeSpan TakeOverLimit = TimeSpan.FromMinutes(1);

    /// <summary>The kinds of faults, each of which happens at least once.</summary>
    public static IReadOnlyList<string> FaultKinds { get; } =
    [
        FaultKind.ServerKilled, FaultKind.BrokerKilled, FaultKind.BrokerSuspended, FaultKind.HandlingSuspended, FaultKind.EngineCut, FaultKind.EngineSilent, FaultKind.PeersCut, FaultKind.PeersSilent,
    ];

    private async Task InjectAsync(ClusterBroker cluster, List<BrokerHandle> brokers, NatsServer nats, CancellationToken cancellationToken)
    {
        Random random = new(options.Seed);
        FaultSchedule schedule = new(FaultKinds, random);
        await using TimerDelay delay = new();
        long began = Stopwatch.GetTimestamp();
        List<Task> running = [];
        while (!_isStuck && (schedule.IsFirstRound || Stopwatch.GetElapsedTime(began) < options.Duration))
        {
            bool isFirst = schedule.IsFirstRound;
            string kind = schedule.Next();
            if (IsTakenOver(kind) && (isFirst || random.Next(FaultsPerAlone) == 0))
            {
                await EndFaultsAsync(running, brokers);
                await MeasureAsync(cluster, brokers, kind, random, delay, cancellationToken);
                continue;
            }

            await Task.Delay(options.Lease * (0.5 + random.NextDouble()), cancellationToken);
            TimeSpan time = options.Lease * ((random.Next(2) == 0 ? 0.2 : 1.3) + random.NextDouble());
            if (kind == FaultKind.ServerKilled)
            {
                await NoteAsync(kind, null, () => KillServerAsync(nats, brokers, time, cancellationToken));
                continue;
            }

            if (isFirst && CountFree(brokers) < 2)
            {
                await EndFaultsAsync(running, brokers);
            }

            // One broker at least is without a fault.
            if (CountFree(brokers) > 1)
            {
                BrokerHandle[] free = [.. brokers.Where(static broker => !broker.IsBusy)];
                running.Add(InjectOneAsync(cluster, free[random.Next(free.Length)], kind, time, isAlone: false));
            }
        }

        await EndFaultsAsync(running, brokers);

        // The refusal for the fence is a part of the guarantee that is checked: at least one must have happened.
        for (int i = 0; i < HeldAttempts && _store.Refused == 0 && !_isStuck; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await InjectOneAsync(cluster, brokers[i % brokers.Count], FaultKind.HandlingSuspended, options.Lease, isAlone: false);
        }
    }

    private static int CountFree(List<BrokerHandle> brokers) => brokers.Count(static broker => !broker.IsBusy);

    private static bool IsTakenOver(string kind) => kind is FaultKind.BrokerKilled or FaultKind.BrokerSuspended or FaultKind.HandlingSuspended;

    private async Task EndFaultsAsync(List<Task> running, List<BrokerHandle> brokers)
    {
        await SlowWait.ForAsync(Task.WhenAll(running), () => ReportAsync("the faults to end", brokers));
        running.Clear();
    }

    // One fault, of a cluster that has recovered from those before it, and the take-over of all keys of the broker.
    private async Task MeasureAsync(ClusterBroker cluster, List<BrokerHandle> brokers, string kind, Random random, TimerDelay delay, CancellationToken cancellationToken)
    {
        await AnswerAllAsync(cluster, brokers, cancellationToken);
        await SlowWait.ForAsync(SettleAsync(cluster, brokers, cancellationToken), () => ReportAsync("all brokers to be members", brokers));
        if (_isStuck)
        {
            return;
        }

        BrokerHandle[] owners = [.. brokers.Where(broker => ListOwned(cluster, broker).Count > 0)];
        BrokerHandle chosen = owners.Length > 0 ? owners[random.Next(owners.Length)] : brokers[0];
        _ = delay.Take();
        await InjectOneAsync(cluster, chosen, kind, options.Lease * (0.3 + random.NextDouble()), isAlone: true);
        await SlowWait.ForAsync(WaitAsync(() => _store.TakeOvers.Waiting == 0, TakeOverLimit, cancellationToken), () => ReportAsync("the take-over", brokers));
        _store.TakeOvers.End(delay.Take());
    }

    // Until the members of former processes and sessions have gone, all brokers are back, and nothing has changed for a lease: then all of them reach the server.
    private async Task SettleAsync(ClusterBroker cluster, List<BrokerHandle> brokers, CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        long since = began;
        string known = string.Empty;
        while (Stopwatch.GetElapsedTime(since) < options.Lease)
        {
            IReadOnlyList<ClusterMember> members = cluster.Members;
            string now = string.Join(", ", members.Select(static member => member.Session));
            if (members.Count != brokers.Count + 1 || now != known)
            {
                (known, since) = (now, Stopwatch.GetTimestamp());
            }

            if (Stopwatch.GetElapsedTime(began) > options.EndLimit)
            {
                NoteStuck($"{options.EndLimit} after the last fault the members are {now}, and not those of {brokers.Count} brokers and the check");
                return;
            }

            await Task.Delay(Look, cancellationToken);
        }
    }

    private static async Task WaitAsync(Func<bool> condition, TimeSpan limit, CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        while (!condition() && Stopwatch.GetElapsedTime(began) < limit)
        {
            await Task.Delay(Look, cancellationToken);
        }
    }

    private Task InjectOneAsync(ClusterBroker cluster, BrokerHandle broker, string kind, TimeSpan time, bool isAlone) => NoteAsync(kind, broker, () => kind switch
    {
        FaultKind.BrokerKilled => KillAsync(cluster, broker, time, isAlone),
        FaultKind.BrokerSuspended => SuspendAsync(cluster, broker, kind, time + options.Lease, isAlone),
        FaultKind.HandlingSuspended => SuspendHandlingAsync(cluster, broker, time, isAlone),
        FaultKind.EngineCut or FaultKind.EngineSilent => broker.CutEngineAsync(time, silently: kind == FaultKind.EngineSilent),
        _ => broker.CutPeersAsync(time, silently: kind == FaultKind.PeersSilent),
    });

    private async Task KillServerAsync(NatsServer nats, List<BrokerHandle> brokers, TimeSpan time, CancellationToken cancellationToken)
    {
        await nats.KillAsync();
        await Task.Delay(time, cancellationToken);
        await SlowWait.ForAsync(nats.RestartAsync(cancellationToken), () => ReportAsync("nats-server", brokers));
    }

    private Task KillAsync(ClusterBroker cluster, BrokerHandle broker, TimeSpan time, bool isAlone)
    {
        BeginTakeOver(cluster, broker, FaultKind.BrokerKilled, isAlone);
        return broker.RestartAsync(time);
    }

    private Task SuspendAsync(ClusterBroker cluster, BrokerHandle broker, string kind, TimeSpan time, bool isAlone)
    {
        BeginTakeOver(cluster, broker, kind, isAlone);
        return broker.SuspendAsync(time);
    }

    // The actors of the process write when it goes on, while its shards have another owner already.
    private async Task SuspendHandlingAsync(ClusterBroker cluster, BrokerHandle broker, TimeSpan time, bool isAlone)
    {
        string[] held = [.. Enumerable.Range(0, options.Keys).Select(static key => $"item/{key}").Where(address => cluster.OwnerOf(address)?.Name == broker.Name)];
        Task asks = Task.WhenAll(held.Select(address => AskAsync(cluster.Actor(address), $"{Held}{Guid.NewGuid():N}")));
        await Task.Delay(options.Lease / 4);

        // The next owner must have the keys before the process goes on.
        await SuspendAsync(cluster, broker, FaultKind.HandlingSuspended, time + (options.Lease * 2), isAlone);
        await asks;
    }

    private void BeginTakeOver(ClusterBroker cluster, BrokerHandle broker, string kind, bool isAlone) =>
        _store.TakeOvers.Begin($"{kind}, {broker.Name}, {DateTimeOffset.UtcNow:HH:mm:ss.f}", ListOwned(cluster, broker), isAlone);

    // By the store and by the table of the check: a shard that is being moved may be in one of them alone.
    private List<(string Key, Fence Fence)> ListOwned(ClusterBroker cluster, BrokerHandle broker) =>
        [.. _store.WrittenBy(broker.Name).Where(written => cluster.OwnerOf($"item/{written.Key}")?.Name == broker.Name)];

    private async Task NoteAsync(string fault, BrokerHandle? broker, Func<Task> inject)
    {
        _faults[fault] = _faults.GetValueOrDefault(fault) + 1;
        options.Log(string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow:HH:mm:ss.f} {fault} {broker?.Name}"));
        if (broker is not null)
        {
            broker.IsBusy = true;
        }

        await inject();
        if (broker is not null)
        {
            broker.IsBusy = false;
        }
    }
}
