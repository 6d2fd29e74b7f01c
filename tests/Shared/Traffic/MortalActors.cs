namespace ZmqNative.Tests.Traffic;

/// <summary>An actor that is stopped and spawned again and again, and one in another process that watches it: each watch is answered once.</summary>
internal sealed class MortalActors
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);

    private readonly Broker _far;
    private readonly Random _random;
    private readonly ActorRef _watcher;
    private long _watches;
    private long _notices;
    private long _lost;
    private bool _ends;

    public MortalActors(Broker far, Broker near, string endpoint, int seed)
    {
        _far = far;
        _random = new Random(seed);
        ActorRef mortal = near.Actor($"{endpoint}/mortal");
        _watcher = near.Spawn("watcher", (message, context) =>
        {
            if (message is ActorStopped stopped)
            {
                Interlocked.Increment(ref _notices);
                Interlocked.Add(ref _lost, stopped.Cause is null ? 0 : 1);
                context.PipeToSelf(Task.Delay(1, CancellationToken.None), "watch");
            }
            else if (!Volatile.Read(ref _ends))
            {
                Interlocked.Increment(ref _watches);
                context.Watch(mortal);
            }

            return default;
        });
    }

    /// <summary>Stops and spawns the actor until the time is over.</summary>
    public async Task RunAsync(CancellationToken ended)
    {
        await _watcher.TellAsync("watch", CancellationToken.None);
        while (!ended.IsCancellationRequested)
        {
            ActorRef mortal = _far.Spawn("mortal", static (_, _) => default);
            await Task.Delay(_random.Next(5, 100), CancellationToken.None);
            await _far.StopAsync(mortal, cancellationToken: CancellationToken.None);
        }
    }

    /// <summary>Waits until the last watch is answered: there is no actor any more.</summary>
    public async Task EndAsync(Ledger ledger)
    {
        Volatile.Write(ref _ends, true);
        using CancellationTokenSource limit = new(Generous);
        while (Interlocked.Read(ref _notices) < Interlocked.Read(ref _watches) && !limit.IsCancellationRequested)
        {
            await Task.Delay(1, CancellationToken.None);
        }

        ledger.Count("watches", _watches);
        ledger.Count("watched actors that have stopped", _notices - _lost);
        ledger.Count("watches lost with connections that ended", _lost);
        ledger.Check(_watches == _notices, $"{_watches} watches have {_notices} answers");
    }
}
