using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ZmqNative.Hosting;
using ZmqNative.Patterns;

namespace ZmqNative.Benchmarks;

/// <summary>A request to an echoing server: the pattern itself, compared with a service of a host with a scope per message.</summary>
public class HostedServerBenchmarks
{
    private const int Requests = 64;

    private readonly byte[] _bytes = new byte[Sizes.Tiny];
    private ServiceProvider? _services;
    private IHostedService[] _hosted = [];
    private ReplyServer? _server;
    private RequestClient? _client;
    private RequestLanes? _lanes;

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
        ZmqNativeBuilder builder = services.AddZmqNative().AddRequestClient("client", Endpoint);
        _ = By switch
        {
            Server.HostedFunction => builder.AddReplyServer("server", static (_, request, _) => new ValueTask<Payload>(request.Memory), Endpoint),
            Server.HostedService => builder.AddReplyServer<EchoHandler>(Endpoint),
            _ => builder,
        };
        _services = services.BuildServiceProvider();
        if (By == Server.Pattern)
        {
            _server = new ReplyServer(
                Endpoint,
                static (request, _) => new ValueTask<Payload>(request.Memory),
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
        _lanes = new RequestLanes(_client, _bytes, InFlight);
    }

    [GlobalCleanup]
    public void Cleanup() => Blocking.Run(CleanupAsync);

    private async Task CleanupAsync()
    {
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _services!.DisposeAsync();
    }

    [Benchmark(OperationsPerInvoke = Requests)]
    public Task Ask() => _lanes!.AskAsync(Requests);

    private sealed class EchoHandler : IRequestHandler
    {
        public ValueTask<Payload> HandleAsync(ReceivedMessage request, CancellationToken cancellationToken) => new(request.Memory);
    }
}
