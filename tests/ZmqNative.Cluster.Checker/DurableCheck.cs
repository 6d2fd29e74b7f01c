using System.Diagnostics;
using System.Globalization;
using ZmqNative.Tests.Nats;

namespace ZmqNative.Cluster.Checker;

/// <summary>
/// Durable tells of one process to actors of several broker processes, on a real nats-server, while the sender, the owners and the server are killed, owners are suspended for longer than their leases
/// and cut off.
/// </summary>
/// <remarks>
/// A violation is: a confirmed tell without an effect, when the log has no tells any more; an effect that happened twice, or not in the order of its key; a dead letter; a run that does not come to its end. The store
/// decides by stamps and ids, as that of a program would.
/// </remarks>
internal sealed class DurableCheck(DurableCheckOptions options)
{
    // The state of a log may be a short time behind: so many looks in turn have to find it empty before an effect counts as missing.
    private const int EmptyLooks = 40;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly DurableStore _store = new(options);
    private readonly Dictionary<string, int> _faults = new(StringComparer.Ordinal);

    // The number of tells in the log at the last look; null before the first one, and while the server does not answer.
    private long? _left;
    private bool _isLogOpen;

    /// <summary>The kinds of faults, each of which happens at least once. Brokers send no durable tells to each other, so the connections between them are not cut.</summary>
    public static IReadOnlyList<string> FaultKinds { get; } =
    [
        FaultKind.ServerKilled, FaultKind.SenderKilled, FaultKind.BrokerKilled, FaultKind.BrokerSuspended, FaultKind.EngineCut, FaultKind.EngineSilent,
    ];

    public async Task<DurableReport> RunAsync(CancellationToken cancellationToken)
    {
        string cluster = $"check{Guid.NewGuid():N}"[..20];
        await using NatsServer nats = await NatsServer.StartAsync(cancellationToken);
        await using ReplyServer store = new("tcp://127.0.0.1:*", request => _store.Answer(request.Text));
        await using SenderHandle sender = new(nats.Url, cluster, store.LastEndpoint, options);
        List<BrokerHandle> brokers = [];
        long began = Stopwatch.GetTimestamp();
        TimeSpan sending = TimeSpan.Zero;
        Task sent = Task.CompletedTask;
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Duration + options.EndLimit);
        try
        {
            for (int i = 0; i < options.Brokers; i++)
            {
                brokers.Add(new BrokerHandle($"b{i}", $"tcp://127.0.0.1:{nats.Port}", cluster, store.LastEndpoint, options.Lease));
                brokers[i].Start();
            }

            sent = sender.RunAsync(limit.Token);
            await InjectAsync(brokers, sender, nats, sent, limit.Token);
            _store.EndSending();
            await sent;
            sending = Stopwatch.GetElapsedTime(began);
            options.Log(string.Create(CultureInfo.InvariantCulture, $"all sent after {sending}; {Describe()}"));
            await SlowWait.ForAsync(WaitForEffectsAsync(nats.Url, cluster, limit.Token), () => ReportAsync("the last effects", brokers));
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            _store.AddViolation($"not at its end after {options.Duration + options.EndLimit}: {Describe()}, in the log {_left?.ToString(CultureInfo.InvariantCulture) ?? "an unknown number"}; {_store.DescribeMissing()}");
            await ReportAsync("the end", brokers);
        }
        finally
        {
            // In this order: the sender would be started again.
            await limit.CancelAsync();
            await sent.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (BrokerHandle handle in brokers)
            {
                await handle.DisposeAsync();
            }
        }

        (long effects, long repeated, long storedAgain, long refused) = _store.Counts;
        return new DurableReport(_store.Violations, _store.Confirmed, effects, repeated, storedAgain, refused, _faults, sending, Stopwatch.GetElapsedTime(began));
    }

    private string Describe() => string.Create(CultureInfo.InvariantCulture, $"confirmed {_store.Confirmed}, effects {_store.Counts.Effects}");

    private async Task ReportAsync(string wait, List<BrokerHandle> brokers)
    {
        options.Log(string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow:HH:mm:ss.f} still waits for {wait}; {Describe()}, in the log {_left}"));
        foreach (BrokerHandle broker in brokers)
        {
            options.Log(await broker.DescribeAsync());
        }
    }

    // Until all tells have their effects and the log is empty, as the last acknowledgements may be under way. A dead letter is one message that was given up.
    private async Task WaitForEffectsAsync(string url, string cluster, CancellationToken cancellationToken)
    {
        await using NatsCluster engine = new(url, new NatsClusterOptions { Name = cluster });
        int empty = 0;
        while (true)
        {
            // In this order: an entry is removed behind its effect.
            _left = await CountAsync(engine, DurableStream.Tells, cancellationToken);
            long missing = _store.Confirmed - _store.Counts.Effects;
            empty = _left == 0 ? empty + 1 : 0;
            if (_left == 0 && missing <= 0)
            {
                break;
            }

            if (empty == EmptyLooks)
            {
                _store.AddViolation($"the log is empty, and {missing} confirmed tells have no effect: {_store.DescribeMissing()}");
                break;
            }

            await Task.Delay(Look, cancellationToken);
        }

        long? letters;
        while ((letters = await CountAsync(engine, DurableStream.DeadLetters, cancellationToken)) is null)
        {
            await Task.Delay(Look, cancellationToken);
        }

        if (letters > 0)
        {
            _store.AddViolation($"{letters} dead letters");
        }
    }

    // Null if the server, which may have been started just now, does not answer.
    private async Task<long?> CountAsync(NatsCluster engine, DurableStream stream, CancellationToken cancellationToken)
    {
        try
        {
            if (!_isLogOpen)
            {
                await engine.Log.OpenAsync(ClusterCheck.OptionsFor(options.Lease).DurableLog, cancellationToken);
                _isLogOpen = true;
            }

            return (await engine.Log.GetStateAsync(stream, cancellationToken: cancellationToken)).Count;
        }
        catch (Exception exception) when (exception is ClusterEngineException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    private async Task InjectAsync(List<BrokerHandle> brokers, SenderHandle sender, NatsServer nats, Task sent, CancellationToken cancellationToken)
    {
        Random random = new(options.Seed);
        FaultSchedule schedule = new(FaultKinds, random);
        long began = Stopwatch.GetTimestamp();
        List<Task> running = [];
        try
        {
            while (!sent.IsCompleted && (schedule.IsFirstRound || _store.Confirmed < options.Tells || Stopwatch.GetElapsedTime(began) < options.Duration))
            {
                await WaitForProgressAsync(sent, random, cancellationToken);
                TimeSpan shortTime = options.Lease * (0.2 + random.NextDouble());
                TimeSpan longTime = options.Lease * (1.3 + random.NextDouble());
                bool isFirst = schedule.IsFirstRound;
                string kind = schedule.Next();
                if (kind == FaultKind.ServerKilled)
                {
                    Note(kind, string.Empty);
                    await nats.KillAsync();
                    await Task.Delay(shortTime, cancellationToken);
                    await nats.RestartAsync(cancellationToken);
                    continue;
                }

                if (kind == FaultKind.SenderKilled)
                {
                    Note(kind, string.Empty);
                    sender.Kill();
                    continue;
                }

                if (isFirst && brokers.Count(static broker => !broker.IsBusy) < 2)
                {
                    await Task.WhenAll(running);
                }

                // One broker at least is without a fault.
                BrokerHandle[] free = [.. brokers.Where(static broker => !broker.IsBusy)];
                if (free.Length > 1)
                {
                    running.Add(InjectOneAsync(kind, free[random.Next(free.Length)], shortTime, longTime));
                }
            }
        }
        finally
        {
            await Task.WhenAll(running);
        }
    }

    // A fault follows when a part of the tells was confirmed since the last one, and some effects have happened: so their number does not depend on the machine. In a run of some time a pause is added.
    private async Task WaitForProgressAsync(Task sent, Random random, CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        TimeSpan pause = options.Duration > TimeSpan.Zero ? options.Lease * (0.5 + random.NextDouble()) : TimeSpan.Zero;
        long confirmed = _store.Confirmed + ((long)options.Tells * random.Next(1, 8) / 100);
        long effects = _store.Counts.Effects;
        while (!sent.IsCompleted && (_store.Confirmed < confirmed || _store.Counts.Effects == effects || Stopwatch.GetElapsedTime(began) < pause))
        {
            _ = await Task.WhenAny(sent, Task.Delay(Look, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task InjectOneAsync(string kind, BrokerHandle broker, TimeSpan shortTime, TimeSpan longTime)
    {
        Note(kind, broker.Name);
        broker.IsBusy = true;
        await (kind switch
        {
            FaultKind.BrokerKilled => broker.RestartAsync(shortTime),
            FaultKind.BrokerSuspended => broker.SuspendAsync(longTime),
            FaultKind.EngineCut => broker.CutEngineAsync(longTime, silently: false),
            _ => broker.CutEngineAsync(shortTime, silently: true),
        });
        broker.IsBusy = false;
    }

    private void Note(string fault, string name)
    {
        _faults[fault] = _faults.GetValueOrDefault(fault) + 1;
        options.Log(string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow:HH:mm:ss.f} {fault} {name}; {Describe()}"));
    }
}
