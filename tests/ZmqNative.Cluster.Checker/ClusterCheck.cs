using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using ZmqNative.Tests.Nats;

namespace ZmqNative.Cluster.Checker;

/// <summary>
/// Several broker processes on a real nats-server, whose actors write to a fenced store, while processes are killed, suspended for longer than their leases and cut off, and the server is
/// killed and started again.
/// </summary>
/// <remarks>
/// A violation is: a write with the fence of another instance; a message that was handled twice; a key that has no owner again at the end. Which writes the store refuses for their fence is
/// counted: processes are suspended in the middle of handlings, so there are some.
/// </remarks>
internal sealed class ClusterCheck(CheckOptions options)
{
    /// <summary>The begin of operations in the middle of which the process of their actor is suspended.</summary>
    public const string Held = "held.";

    private static readonly TimeSpan AskTimeout = TimeSpan.FromSeconds(2);

    private readonly FencedStore _store = new();
    private readonly Dictionary<string, int> _faults = new(StringComparer.Ordinal);
    private long _asks;
    private long _answered;
    private volatile string _failure = "none";

    /// <summary>The options of all brokers of a check.</summary>
    public static ClusterOptions OptionsFor(TimeSpan lease) => new() { LeaseTime = lease, Shards = 32, MaxMoves = 4, LeaveTimeout = TimeSpan.FromSeconds(5) };

    public async Task<CheckReport> RunAsync(CancellationToken cancellationToken)
    {
        string cluster = $"check{Guid.NewGuid():N}"[..20];
        await using NatsServer nats = await NatsServer.StartAsync(cancellationToken);
        await using ReplyServer store = new("tcp://127.0.0.1:*", request => Write(request));
        List<BrokerHandle> brokers = [];
        try
        {
            for (int i = 0; i < options.Brokers; i++)
            {
                brokers.Add(new BrokerHandle($"b{i}", $"tcp://127.0.0.1:{nats.Port}", cluster, store.LastEndpoint, options.Lease));
                brokers[i].Start();
            }

            await using NatsCluster engine = new(nats.Url, new NatsClusterOptions { Name = cluster });
            await using Broker broker = new(new BrokerOptions { Name = "check" });
            await using ClusterBroker joined = broker.JoinCluster(engine, OptionsFor(options.Lease) with { TakesShards = false });
            await SlowWait.ForAsync(joined.WaitUntilJoinedAsync(cancellationToken), () => ReportAsync("the check to join", brokers));
            await AnswerAllAsync(joined, brokers, cancellationToken);
            using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Task[] senders = [.. Enumerable.Range(0, options.Keys).Select(key => Task.Run(() => SendAsync(joined, key, end.Token), CancellationToken.None))];
            await InjectAsync(joined, brokers, nats, cancellationToken);

            // Every key must have an owner again.
            await AnswerAllAsync(joined, brokers, cancellationToken);
            await end.CancelAsync();
            await SlowWait.ForAsync(Task.WhenAll(senders), () => ReportAsync("the last asks", brokers));
            foreach (BrokerHandle handle in brokers)
            {
                await SlowWait.ForAsync(handle.EndAsync(cancellationToken), () => ReportAsync($"the end of {handle.Name}", brokers));
            }
        }
        finally
        {
            foreach (BrokerHandle handle in brokers)
            {
                await handle.DisposeAsync();
            }
        }

        return new CheckReport(_store.Violations, _store.Accepted, _store.Refused, _asks, _answered, _faults, _store.Gaps);
    }

    private string Write(ReceivedMessage request)
    {
        string[] parts = request.Text.Split(' ');
        return Fence.TryParse(parts[1], out Fence fence) && _store.TryWrite(parts[0], fence, parts[2], parts[3]) ? "written" : "refused";
    }

    private async Task SendAsync(ClusterBroker cluster, int key, CancellationToken cancellationToken)
    {
        ActorRef actor = cluster.Actor($"item/{key}");
        for (int i = 0; !cancellationToken.IsCancellationRequested; i++)
        {
            if (await AskAsync(actor, $"{key}.{i}"))
            {
                await Task.Delay(20, CancellationToken.None);
            }
        }
    }

    private async Task AnswerAllAsync(ClusterBroker cluster, List<BrokerHandle> brokers, CancellationToken cancellationToken)
    {
        for (int key = 0; key < options.Keys; key++)
        {
            string address = $"item/{key}";
            await SlowWait.ForAsync(AnswerAsync(cluster.Actor(address), cancellationToken), async () =>
            {
                string shard = $"shard.{ShardHash.ShardOf(address, OptionsFor(options.Lease).Shards)}";
                DirectoryEntry? entry = await cluster.Engine.Directory.ReadAsync(DirectoryTable.Shards, shard, cancellationToken);
                string owner = entry is { } found ? $"{Encoding.UTF8.GetString(found.Value.Span)} with epoch {found.Revision}" : "none";
                await ReportAsync($"an answer of {address}; the owner of {shard} is {owner}, by the table of the check {cluster.OwnerOf(address)}; the last failure: {_failure}", brokers);
            });
        }
    }

    private async Task AnswerAsync(ActorRef actor, CancellationToken cancellationToken)
    {
        while (!await AskAsync(actor, $"all.{Guid.NewGuid():N}"))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task ReportAsync(string wait, List<BrokerHandle> brokers)
    {
        options.Log(string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow:HH:mm:ss.f} still waits for {wait}"));
        foreach (BrokerHandle broker in brokers)
        {
            options.Log(await broker.DescribeAsync());
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Asks fail while there are faults; whether they were handled, the store knows.")]
    private async Task<bool> AskAsync(ActorRef actor, string operation)
    {
        _ = Interlocked.Increment(ref _asks);
        try
        {
            string outcome = await actor.AskAsync<string>(operation, AskTimeout);
            if (outcome == "written")
            {
                _ = Interlocked.Increment(ref _answered);
                return true;
            }

            _failure = $"the store has {outcome} it";
        }
        catch (Exception exception) when (exception is ZmqNativeException or InvalidOperationException)
        {
            _failure = exception.Message;
        }

        await Task.Delay(10);
        return false;
    }

    private async Task InjectAsync(ClusterBroker cluster, List<BrokerHandle> brokers, NatsServer nats, CancellationToken cancellationToken)
    {
        Random random = new(options.Seed);
        long began = Stopwatch.GetTimestamp();
        List<Task> running = [];
        while (Stopwatch.GetElapsedTime(began) < options.Duration)
        {
            await Task.Delay(options.Lease * (0.5 + random.NextDouble()), cancellationToken);
            BrokerHandle[] free = [.. brokers.Where(static broker => !broker.IsBusy)];
            int kind = random.Next(free.Length > 1 ? 6 : 1);
            TimeSpan shortTime = options.Lease * (0.2 + random.NextDouble());
            TimeSpan longTime = options.Lease * (1.3 + random.NextDouble());
            if (kind == 0)
            {
                await NoteAsync("nats-server killed", null, async () =>
                {
                    await nats.KillAsync();
                    await Task.Delay(shortTime, cancellationToken);
                    await SlowWait.ForAsync(nats.RestartAsync(cancellationToken), () => ReportAsync("nats-server", brokers));
                });
                continue;
            }

            BrokerHandle broker = free[random.Next(free.Length)];
            running.Add(kind switch
            {
                1 => NoteAsync("broker killed", broker, () => broker.RestartAsync(shortTime)),
                2 => NoteAsync("broker suspended beyond its lease", broker, () => broker.SuspendAsync(longTime)),
                5 => SuspendHandlingAsync(cluster, broker, longTime),
                3 => NoteAsync("connection cut", broker, () => broker.CutAsync(random.Next(2) == 0 ? shortTime : longTime, silently: false)),
                _ => NoteAsync("connection silent", broker, () => broker.CutAsync(random.Next(2) == 0 ? shortTime : longTime, silently: true)),
            });
        }

        await SlowWait.ForAsync(Task.WhenAll(running), () => ReportAsync("the last faults to end", brokers));

        // The refusal for the fence is a part of the guarantee that is checked: at least one must have happened.
        for (int i = 0; _store.Refused == 0; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await SuspendHandlingAsync(cluster, brokers[i % brokers.Count], options.Lease * 2);
        }
    }

    // The actors of the process write when it goes on, while its shards have another owner already.
    private Task SuspendHandlingAsync(ClusterBroker cluster, BrokerHandle broker, TimeSpan time) => NoteAsync("broker suspended in the middle of handlings", broker, async () =>
    {
        string[] held = [.. Enumerable.Range(0, options.Keys).Select(static key => $"item/{key}").Where(address => cluster.OwnerOf(address)?.Name == broker.Name)];
        Task asks = Task.WhenAll(held.Select(address => AskAsync(cluster.Actor(address), $"{Held}{Guid.NewGuid():N}")));
        await Task.Delay(options.Lease / 4);
        await broker.SuspendAsync(time + options.Lease);
        await asks;
    });

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
