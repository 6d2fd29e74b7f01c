using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ZmqNative.Hosting;
using ZmqNative.Patterns;

namespace ZmqNative.Benchmarks;

/// <summary>A request at an echoing server: the pattern itself, against a service of a host with a scope per message.</summary>
public class HostedServerBenchmarks
{
    private const int Requests = 64;

    private readonly Task[] _lanes = new Task[Requests];
    private readonly byte[] _bytes = new byte[Sizes.Tiny];
    private ServiceProvider? _services;
    private IHostedService[] _hosted = [];
    private ReplyServer? _server;
    private RequestClient? _client;

    public enum Server
    {
        Pattern,
        HostedFunction,
        HostedService,
    }

    [Params(Server.Pattern, Server.HostedFunction, Server.HostedService)]
    public Server By { get; set; }

    [Params(1, 64)]
    public int InFlight { get; set; }

    [GlobalSetup]
    public void Setup() => Blocking.Run(SetupAsync);

    private async Task SetupAsync()
    {
        const string Endpoint = "inproc://hosted-server";
        ServiceCollection services = new();
        ZmqNativeBuilder builder = services.AddZmqNative().AddClient("client", Endpoint);
        _ = By switch
        {
            Server.HostedFunction => builder.AddServer("server", static (_, request, _) => new ValueTask<Reply>(new Reply(request.Memory)), Endpoint),
            Server.HostedService => builder.AddServer<EchoHandler>(Endpoint),
            _ => builder,
        };
        _services = services.BuildServiceProvider();
        if (By == Server.Pattern)
        {
            _server = new ReplyServer(
                Endpoint,
                static (request, _) => new ValueTask<Reply>(new Reply(request.Memory)),
                new ReplyServerOptions
                {
                    Context = _services.GetRequiredService<Context>(),
                    Reactor = _services.GetRequiredService<Reactor>(),
                });
        }

        _hosted = [.. _services.GetServices<IHostedService>()];
        foreach (IHostedLifecycleService service in _hosted.OfType<IHostedLifecycleService>())
        {
            await service.StartingAsync(CancellationToken.None);
            await service.StartAsync(CancellationToken.None);
        }

        _client = _services.GetRequiredService<RequestClient>();
    }

    [GlobalCleanup]
    public void Cleanup() => Blocking.Run(CleanupAsync);

    private async Task CleanupAsync()
    {
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _services!.DisposeAsync();
    }

    [Benchmark(OperationsPerInvoke = Requests)]
    public async Task Ask()
    {
        for (int i = 0; i < InFlight; i++)
        {
            _lanes[i] = AskAsync(Requests / InFlight);
        }

        for (int i = 0; i < InFlight; i++)
        {
            await _lanes[i];
        }
    }

    private async Task AskAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            using Response response = await _client!.RequestAsync(_bytes);
        }
    }

    private sealed class EchoHandler : IRequestHandler
    {
        public ValueTask<Reply> HandleAsync(Request request, CancellationToken cancellationToken) => new(new Reply(request.Memory));
    }
}
