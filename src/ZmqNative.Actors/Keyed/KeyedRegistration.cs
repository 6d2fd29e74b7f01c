namespace ZmqNative.Actors;

/// <summary>The registration of keyed actors of one name.</summary>
internal sealed class KeyedRegistration : IDisposable
{
    // The sweeps in an idle time. A turn may have been anywhere between two sweeps, so an actor is due after one
    // more: never early, and late by a quarter of the time at most.
    private const int SweepsPerIdleTime = 4;

    private readonly PassivationSchedule? _schedule;
    private readonly ITimer? _timer;
    private int _sweeping;

    public KeyedRegistration(Broker broker, string name, string template, Func<string, Actor> factory, KeyedOptions options)
    {
        Name = name;
        Template = template;
        Factory = factory;
        Options = options;
        if (options.PassivateAfter is { } idle)
        {
            _schedule = new PassivationSchedule(SweepsPerIdleTime + 1);
            TimeSpan period = idle / SweepsPerIdleTime;
            using (ExecutionContext.SuppressFlow())
            {
                _timer = broker.Time.CreateTimer(static state => ((KeyedRegistration)state!).Sweep(), this, period, period);
            }
        }
    }

    public string Name { get; }

    /// <summary>The template, such as <c>order/{id}</c>.</summary>
    public string Template { get; }

    public Func<string, Actor> Factory { get; }

    public KeyedOptions Options { get; }

    /// <summary>The schedule of the checks of its actors for passivation; null if none is passivated.</summary>
    public PassivationSchedule? Schedule => _schedule;

    public void Dispose() => _timer?.Dispose();

    private void Sweep()
    {
        // A timer does not wait for the end of its last call.
        if (Interlocked.Exchange(ref _sweeping, 1) != 0)
        {
            return;
        }

        try
        {
            _schedule!.Run();
        }
        finally
        {
            Volatile.Write(ref _sweeping, 0);
        }
    }
}
