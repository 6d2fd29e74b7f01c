using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using ZmqNative.Hosting;

namespace ZmqNative.Benchmarks;

/// <summary>The cost of a scope of services per message: only the call of a handler, without sockets.</summary>
public class HandlerBenchmarks
{
    private const int Calls = 64;

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

    [Benchmark(Baseline = true, OperationsPerInvoke = Calls)]
    public Task<int> Function() => CallAsync(_bare!);

    [Benchmark(OperationsPerInvoke = Calls)]
    public Task<int> InScope() => CallAsync(_scope!);

    [Benchmark(OperationsPerInvoke = Calls)]
    public Task<int> ServiceInScope() => CallAsync(_service!);

    // One after the other, as the loop of a pattern does, on threads of the pool.
    private static async Task<int> CallAsync(Func<int, CancellationToken, ValueTask<int>> handle)
    {
        int sum = 0;
        for (int i = 0; i < Calls; i++)
        {
            sum += await handle(i, CancellationToken.None);
        }

        return sum;
    }

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
