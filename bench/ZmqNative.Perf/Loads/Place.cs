using ZmqNative.Patterns;

namespace ZmqNative.Perf;

/// <summary>The context, and if needed the reactor, of one round. New ones for each round, as in a C program.</summary>
internal sealed class Place : IAsyncDisposable
{
    private Reactor? _reactor;
    private readonly Lock _gate = new();

    public Context Context { get; } = new();

    public Reactor Reactor
    {
        get
        {
            lock (_gate)
            {
                return _reactor ??= new Reactor();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_reactor is not null)
        {
            await _reactor.DisposeAsync();
        }

        Context.Dispose();
    }
}
