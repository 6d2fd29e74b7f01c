namespace ZmqNative.Actors;

/// <summary>The registration of keyed actors of one name.</summary>
internal sealed class KeyedRegistration : IDisposable
{
    // The sweeps in an idle time. A turn may have been anywhere between two sweeps, so an actor is due after one
    // more: never early, and late by a quarter of the time at most.
    private const int SweepsPerIdleTime = 4;

    // A timer of the system takes a shorter period for none: there would be one sweep.
    private static readonly TimeSpan ShortestPeriod = TimeSpan.FromMilliseconds(1);

    private readonly PassivationSchedule? _schedule;
    private readonly ITimer? _timer;
    private readonly KeyedRegistration? _base;
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
            period = period >= ShortestPeriod ? period : ShortestPeriod;
            using (ExecutionContext.SuppressFlow())
            {
                _timer = broker.Time.CreateTimer(static state => ((KeyedRegistration)state!).Sweep(), this, period, period);
            }
        }
    }

    /// <summary>Creates the registration of actors that are made under an ownership of a cluster.</summary>
    public KeyedRegistration(KeyedRegistration registration, ShardHold hold)
    {
        Name = registration.Name;
        Template = registration.Template;
        Factory = registration.Factory;
        Options = registration.Options;
        _schedule = registration._schedule;
        _base = registration;
        Hold = hold;
    }

    public string Name { get; }

    /// <summary>The ownership under which the actors are made; null without cluster.</summary>
    public ShardHold? Hold { get; }

    /// <summary>The registration that the program has made.</summary>
    public KeyedRegistration Base => _base ?? this;

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
