using System.Diagnostics;
using System.Globalization;
using ZmqNative.Tests.Nats;

namespace ZmqNative.Cluster.Checker;

/// <summary>
/// Durable tells of one process to actors of several broker processes, on a real nats-server, while the sender, the owners and the server are killed, owners are suspended for longer than their leases
/// and cut off.
/// </summary>
/// <remarks>
/// A violation is: a confirmed tell without an effect; an effect that happened twice, or not in the order of its key; a dead letter. The store decides by stamps and ids, as that of a program would.
/// </remarks>
internal sealed class DurableCheck(DurableCheckOptions options)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly DurableStore _store = new(options);
    private readonly Dictionary<string, int> _faults = new(StringComparer.Ordinal);

    public async Task<DurableReport> RunAsync(CancellationToken cancellationToken)
    {
        string cluster = $"check{Guid.NewGuid():N}"[..20];
        await using NatsServer nats = await NatsServer.StartAsync(cancellationToken);
        await using ReplyServer store = new("tcp://127.0.0.1:*", request => _store.Answer(request.Text));
        await using SenderHandle sender = new(nats.Url, cluster, store.LastEndpoint, options);
        List<BrokerHandle> brokers = [];
        long began = Stopwatch.GetTimestamp();
        TimeSpan sending;
        try
        {
            for (int i = 0; i < options.Brokers; i++)
            {
                brokers.Add(new BrokerHandle($"b{i}", $"tcp://127.0.0.1:{nats.Port}", cluster, store.LastEndpoint, options.Lease));
                brokers[i].Start();
            }

            Task sent = sender.RunAsync(cancellationToken);
            await InjectAsync(brokers, sender, nats, sent, cancellationToken);
            await sent;
            sending = Stopwatch.GetElapsedTime(began);
            options.Log(string.Create(CultureInfo.InvariantCulture, $"all sent after {sending}; effects {_store.Counts.Effects}"));
            while (_store.Counts.Effects < options.Tells && _store.Violations.Count == 0)
            {
                await Task.Delay(Look, cancellationToken);
            }

            await CheckLogAsync(nats.Url, cluster, cancellationToken);
        }
        finally
        {
            foreach (BrokerHandle handle in brokers)
            {
                await handle.DisposeAsync();
            }
        }

        (long effects, long repeated, long storedAgain, long refused) = _store.Counts;
        return new DurableReport(_store.Violations, _store.Confirmed, effects, repeated, storedAgain, refused, _faults, sending, Stopwatch.GetElapsedTime(began));
    }

    // The last acknowledgements may be under way; a dead letter is one message that was given up.
    private async Task CheckLogAsync(string url, string cluster, CancellationToken cancellationToken)
    {
        await using NatsCluster engine = new(url, new NatsClusterOptions { Name = cluster });
        await engine.Log.OpenAsync(new DurableLogSettings(), cancellationToken);
        while ((await engine.Log.GetStateAsync(DurableStream.Tells, cancellationToken: cancellationToken)).Count > 0)
        {
            await Task.Delay(Look, cancellationToken);
        }

        if ((await engine.Log.GetStateAsync(DurableStream.DeadLetters, cancellationToken: cancellationToken)).Count is > 0 and long letters)
        {
            _store.AddViolation($"{letters} dead letters");
        }
    }

    private async Task InjectAsync(List<BrokerHandle> brokers, SenderHandle sender, NatsServer nats, Task sent, CancellationToken cancellationToken)
    {
        Random random = new(options.Seed);
        List<Task> running = [];
        while (await ProgressAsync(sent, random, cancellationToken))
        {
            TimeSpan shortTime = options.Lease * (0.2 + random.NextDouble());
            TimeSpan longTime = options.Lease * (1.3 + random.NextDouble());
            BrokerHandle[] free = [.. brokers.Where(static broker => !broker.IsBusy)];
            int kind = random.Next(free.Length > 1 ? 6 : 2);
            if (kind == 0)
            {
                Note("nats-server killed", string.Empty);
                await nats.KillAsync();
                await Task.Delay(shortTime, cancellationToken);
                await nats.RestartAsync(cancellationToken);
            }
            else if (kind == 1)
            {
                Note("sender killed", string.Empty);
                sender.Kill();
            }
            else
            {
                BrokerHandle broker = free[random.Next(free.Length)];
                running.Add(kind switch
                {
                    2 => InjectAsync("broker killed", broker, () => broker.RestartAsync(shortTime)),
                    3 => InjectAsync("broker suspended beyond its lease", broker, () => broker.SuspendAsync(longTime)),
                    4 => InjectAsync("connection cut", broker, () => broker.CutAsync(longTime, silently: false)),
                    _ => InjectAsync("connection silent", broker, () => broker.CutAsync(shortTime, silently: true)),
                });
            }
        }

        await Task.WhenAll(running);
    }

    // A fault follows when a part of the tells was confirmed since the last one, and some effects have happened: so their number does not depend on the machine. False if all are sent.
    private async Task<bool> ProgressAsync(Task sent, Random random, CancellationToken cancellationToken)
    {
        long confirmed = _store.Confirmed + (options.Tells * random.Next(1, 8) / 100);
        long effects = _store.Counts.Effects;
        while (!sent.IsCompleted && (_store.Confirmed < confirmed || _store.Counts.Effects == effects))
        {
            _ = await Task.WhenAny(sent, Task.Delay(Look, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }

        return !sent.IsCompleted;
    }

    private async Task InjectAsync(string fault, BrokerHandle broker, Func<Task> inject)
    {
        Note(fault, broker.Name);
        broker.IsBusy = true;
        await inject();
        broker.IsBusy = false;
    }

    private void Note(string fault, string name)
    {
        _faults[fault] = _faults.GetValueOrDefault(fault) + 1;
        options.Log(string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow:HH:mm:ss.f} {fault} {name}; confirmed {_store.Confirmed}, effects {_store.Counts.Effects}"));
    }
}
