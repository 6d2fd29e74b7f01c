namespace ZmqNative.Actors;

/// <summary>Actors that are made by their first message: one name, any key.</summary>
internal sealed class KeyedRegistration : IDisposable
{
    // How many looks find an actor idle before it is passivated: it is late by a quarter of the time at most.
    private const int Sweeps = 4;

    private readonly Broker _broker;
    private readonly ITimer? _timer;

    public KeyedRegistration(Broker broker, string name, Func<string, Actor> factory, KeyedOptions options)
    {
        _broker = broker;
        Name = name;
        Factory = factory;
        Options = options;
        if (options.PassivateAfter is { } idle)
        {
            TimeSpan period = idle / Sweeps;
            using (ExecutionContext.SuppressFlow())
            {
                _timer = broker.Time.CreateTimer(static state => ((KeyedRegistration)state!).Sweep(), this, period, period);
            }
        }
    }

    public string Name { get; }

    public Func<string, Actor> Factory { get; }

    public KeyedOptions Options { get; }

    public void Dispose() => _timer?.Dispose();

    private void Sweep()
    {
        foreach (ActorCell cell in _broker.Cells)
        {
            if (cell.Registration == this)
            {
                Passivation.LookIdle(cell, Sweeps);
            }
        }
    }
}
