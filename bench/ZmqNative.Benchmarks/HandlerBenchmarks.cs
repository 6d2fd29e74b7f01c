using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using ZmqNative.Hosting;

namespace ZmqNative.Benchmarks;

/// <summary>What a scope of services per message costs: the call of a handler alone, without sockets.</summary>
public class HandlerBenchmarks
{
    private readonly ServiceProvider _services = new ServiceCollection().AddScoped<Handler>().BuildServiceProvider();
    private readonly Handler _handler = new();
    private Func<int, CancellationToken, ValueTask<int>>? _bare;
    private Func<int, CancellationToken, ValueTask<int>>? _scope;
    private Func<int, CancellationToken, ValueTask<int>>? _service;

    /// <summary>Whether the handler is pending once, as with a database.</summary>
    [Params(false, true)]
    public bool Awaits { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        IServiceScopeFactory scopes = _services.GetRequiredService<IServiceScopeFactory>();
        HandlerActivity activity = new(TimeProvider.System);
        _handler.Awaits = Awaits;
        _bare = _handler.HandleAsync;
        _scope = new ScopedHandler<int, int>(scopes, activity, (_, message, token) => _handler.HandleAsync(message, token)).HandleAsync;
        bool awaits = Awaits;
        _service = new ScopedHandler<int, int>(scopes, activity, (services, message, token) =>
        {
            Handler handler = services.GetRequiredService<Handler>();
            handler.Awaits = awaits;
            return handler.HandleAsync(message, token);
        }).HandleAsync;
    }

    [GlobalCleanup]
    public void Cleanup() => _services.Dispose();

    [Benchmark(Baseline = true)]
    public async Task<int> Function() => await _bare!(1, CancellationToken.None);

    [Benchmark]
    public async Task<int> InScope() => await _scope!(1, CancellationToken.None);

    [Benchmark]
    public async Task<int> ServiceInScope() => await _service!(1, CancellationToken.None);

    private sealed class Handler
    {
        public bool Awaits { get; set; }

        public async ValueTask<int> HandleAsync(int message, CancellationToken cancellationToken)
        {
            if (Awaits)
            {
                await Task.Yield();
            }

            return message;
        }
    }
}
