using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using ZmqNative.Tests.Nats;

namespace ZmqNative.Cluster.Checker;

/// <summary>
/// Several broker processes on a real nats-server, whose actors write to a fenced store, while processes are killed, suspended for longer than their leases and cut off from the server and from each other, and
/// the server is killed and started again.
/// </summary>
/// <remarks>
/// A violation is: a write with the fence of another instance; a message that was handled twice; a take-over, after a kill or a suspension without other faults in its window, that takes longer than the bound
/// (<see cref="TakeOvers"/>); a key that has no owner again at the end, or a broker that does not leave. Which writes the store refuses for their fence is counted: processes are suspended in the middle of
/// handlings, so there are some.
/// </remarks>
internal sealed partial class ClusterCheck(CheckOptions options)
{
    /// <summary>The begin of operations in the middle of which the process of their actor is suspended.</summary>
    public const string Held = "held.";

    private static readonly TimeSpan AskTimeout = TimeSpan.FromSeconds(2);

    private readonly FencedStore _store = new(options.Lease);
    private readonly Dictionary<string, int> _faults = new(StringComparer.Ordinal);
    private long _asks;
    private long _answered;
    private volatile string _failure = "none";

    // Whether something has not happened within the limit: more faults would only hide the reason.
    private bool _isStuck;

    /// <summary>The options of all brokers of a check. The log of durable tells has a limit, as its sender never pauses, and owners are down for some of the time.</summary>
    public static ClusterOptions OptionsFor(TimeSpan lease) => new()
    {
        LeaseTime = lease,
        Shards = 32,
        MaxMoves = 4,
        LeaveTimeout = TimeSpan.FromSeconds(5),
        DurableLog = new DurableLogSettings { TellsMaxBytes = 8 << 20 },
    };

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
            Task[] senders =
            [
                .. Enumerable.Range(0, options.Keys).Select(key => SendAsync(joined.Actor($"item/{key}"), $"{key}", end.Token)),
                .. Enumerable.Range(0, options.KeysBehindActors).Select(key => SendAsync(joined.Actor($"via/{key}"), $"via{key}", end.Token)),
            ];
            await InjectAsync(joined, brokers, nats, cancellationToken);

            // Every key must have an owner again.
            if (!_isStuck)
            {
                await AnswerAllAsync(joined, brokers, cancellationToken);
            }

            await end.CancelAsync();
            await SlowWait.ForAsync(Task.WhenAll(senders), () => ReportAsync("the last asks", brokers));
            await EndAllAsync(brokers, cancellationToken);
        }
        finally
        {
            foreach (BrokerHandle handle in brokers)
            {
                await handle.DisposeAsync();
            }
        }

        return new CheckReport(
            [.. _store.Violations, .. _store.TakeOvers.Violations], _store.Accepted, _store.Refused, _asks, _answered, _faults, _store.Gaps, _store.TakeOvers.Report);
    }

    private string Write(ReceivedMessage request)
    {
        string[] parts = request.Text.Split(' ');
        return Fence.TryParse(parts[1], out Fence fence) && _store.TryWrite(parts[0], fence, parts[2], parts[3]) ? "written" : "refused";
    }

    private async Task SendAsync(ActorRef actor, string name, CancellationToken cancellationToken)
    {
        // All senders run at the same time from here on.
        await Task.Yield();
        for (int i = 0; !cancellationToken.IsCancellationRequested; i++)
        {
            if (await AskAsync(actor, $"{name}.{i}"))
            {
                await Task.Delay(20, CancellationToken.None);
            }
        }
    }

    // A key that gets no answer within the limit is a violation, and each of the next ones has one attempt then.
    private async Task AnswerAllAsync(ClusterBroker cluster, List<BrokerHandle> brokers, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.EndLimit);
        for (int key = 0; key < options.Keys; key++)
        {
            string address = $"item/{key}";
            try
            {
                await SlowWait.ForAsync(
                    AnswerAsync(cluster.Actor(address), limit.Token),
                    async () => await ReportAsync($"an answer of {address}; {await DescribeOwnerAsync(cluster, address)}; the last failure: {_failure}", brokers));
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                NoteStuck($"'{address}' has no answer within {options.EndLimit}; {await DescribeOwnerAsync(cluster, address)}; the last failure: {_failure}");
            }
        }
    }

    private void NoteStuck(string text)
    {
        _isStuck = true;
        _store.AddViolation(text);
    }

    private async Task EndAllAsync(List<BrokerHandle> brokers, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.EndLimit);
        foreach (BrokerHandle handle in brokers)
        {
            try
            {
                await SlowWait.ForAsync(handle.EndAsync(limit.Token), () => ReportAsync($"the end of {handle.Name}", brokers));
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                NoteStuck($"{await handle.DescribeAsync()}: the process has not ended within {options.EndLimit}");
            }
        }
    }

    // The engine may not answer: this is for a report.
    private async Task<string> DescribeOwnerAsync(ClusterBroker cluster, string address)
    {
        string shard = $"shard.{ShardHash.ShardOf(address, OptionsFor(options.Lease).Shards)}";
        string owner = "not known";
        try
        {
            using CancellationTokenSource limit = new(AskTimeout);
            DirectoryEntry? entry = await cluster.Engine.Directory.ReadAsync(DirectoryTable.Shards, shard, limit.Token);
            owner = entry is { } found ? $"{Encoding.UTF8.GetString(found.Value.Span)} with epoch {found.Revision}" : "none";
        }
        catch (Exception exception) when (exception is ClusterEngineException or OperationCanceledException)
        {
            owner += $" ({exception.Message})";
        }

        return $"the owner of {shard} is {owner}, by the table of the check {cluster.OwnerOf(address)}";
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
}
