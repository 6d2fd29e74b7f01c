using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace ZmqNative.Samples.Gateway.Tests;

/// <summary>A gateway in this process, on Kestrel and libzmq with free ports.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    private readonly WebApplication _app;
    private bool _disposed;

    private RunningGateway(WebApplication app)
    {
        _app = app;
        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Client = new HttpClient { BaseAddress = new Uri(address) };
    }

    public HttpClient Client { get; }

    public Uri Address => Client.BaseAddress!;

    /// <summary>The endpoint at which the gateway publishes, with its port.</summary>
    public string PublishEndpoint => Links.PublishEndpoint;

    public GatewayLinks Links => Get<GatewayLinks>();

    public MessageLog Log => Get<MessageLog>();

    public GatewayCounters Counters => Get<GatewayCounters>();

    public static Task<RunningGateway> StartAsync(CancellationToken cancellationToken, params string[] settings) =>
        StartAtAsync(0, cancellationToken, settings);

    /// <summary>Starts with another clock.</summary>
    public static Task<RunningGateway> StartAsync(TimeProvider time, CancellationToken cancellationToken, params string[] settings) =>
        StartAsync(0, builder => builder.Services.AddSingleton(time), settings, cancellationToken);

    /// <summary>Starts at the port of a gateway that has ended.</summary>
    public static Task<RunningGateway> StartAtAsync(int port, CancellationToken cancellationToken, params string[] settings) =>
        StartAsync(port, configure: null, settings, cancellationToken);

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Sends by query, as the guide's clients do.</summary>
    public Task<HttpResponseMessage> SendAsync(string message, CancellationToken cancellationToken) =>
        Client.PostAsync($"/send-message?message={Uri.EscapeDataString(message)}", null, cancellationToken);

    /// <summary>Adds a message as if it had been received.</summary>
    public void Receive(string json) => Log.Add(System.Text.Encoding.UTF8.GetBytes(json), 0, null);

    public Task StopAsync(CancellationToken cancellationToken) => _app.StopAsync(cancellationToken);

    /// <summary>Ends it; further calls do nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static async Task<RunningGateway> StartAsync(
        int port, Action<WebApplicationBuilder>? configure, string[] settings, CancellationToken cancellationToken)
    {
        string[] args =
        [
            $"--urls=http://127.0.0.1:{port}",
            "--Logging:LogLevel:Default=Warning",
            "--Gateway:PublishEndpoint=tcp://127.0.0.1:*",
            "--Gateway:SubscribeEndpoint=",
            .. settings.Select(static setting => $"--Gateway:{setting}"),
        ];
        WebApplication app = GatewayApp.Create(args, configure);
        try
        {
            await app.StartAsync(cancellationToken);
            return new RunningGateway(app);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }
}
