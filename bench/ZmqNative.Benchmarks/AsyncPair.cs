using ZmqNative.Patterns;

namespace ZmqNative.Benchmarks;

/// <summary>Two connected async sockets over any transport, with their own reactor.</summary>
internal sealed class AsyncPair : IAsyncDisposable
{
    public AsyncPair(string transport, SocketType bound, SocketType connected)
    {
        Bound = AsyncSocket.Create(bound, options: new() { Context = Context, Reactor = Reactor });
        Connected = AsyncSocket.Create(connected, options: new() { Context = Context, Reactor = Reactor });
        Bound.Bind(SocketPair.Endpoint(transport));
        Connected.Connect(Bound.LastEndpoint);
    }

    public Context Context { get; } = new();

    public Reactor Reactor { get; } = new();

    public AsyncSocket Bound { get; }

    public AsyncSocket Connected { get; }

    public async ValueTask DisposeAsync()
    {
        await Connected.DisposeAsync();
        await Bound.DisposeAsync();
        await Reactor.DisposeAsync();
        Context.Dispose();
    }
}
