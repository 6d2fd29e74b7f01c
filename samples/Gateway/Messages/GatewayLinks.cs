namespace ZmqNative.Samples.Gateway;

/// <summary>The publisher, and one subscriber for each endpoint so that each has a state of its own.</summary>
internal sealed class GatewayLinks(GatewayOptions options, IServiceProvider services) : IHostedService
{
    private const string PublisherName = "updates";
    private const string Own = "inproc://gateway-own";

    private (string Endpoint, Subscriber Subscriber)[] _subscribers = [];
    private Publisher? _publisher;

    public Publisher Publisher => _publisher ?? throw new InvalidOperationException("The gateway has not started.");

    /// <summary>The endpoint at which it publishes, with its port.</summary>
    public string PublishEndpoint { get; private set; } = options.PublishEndpoint;

    /// <summary>
    /// The number of messages that the publisher has dropped for slow subscribers. With a libzmq that does not count them, the number of
    /// times that dropping began.
    /// </summary>
    public long PublisherDrops => _publisher?.Statistics is { } statistics ? Math.Max(statistics.Dropped, statistics.DropEpisodes) : 0;

    /// <summary>Names the sockets; the host makes them before it starts, and disposes them in stages.</summary>
    public static void Add(IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton<UpdatesHandler>();
        ZmqNativeBuilder zmq = services.AddZmqNative(shared => shared with { ShutdownTimeout = options.ShutdownTimeout })
            .AddPublisher(
                PublisherName,
                options.ReceiveOwn ? $"{Own},{options.PublishEndpoint}" : options.PublishEndpoint,
                publisher => publisher with { SendHighWatermark = options.PublishQueue });
        foreach (string endpoint in SubscribedEndpoints(options))
        {
            zmq.AddSubscriber<UpdatesHandler>(endpoint, options.Topic, name: endpoint);
        }

        services.AddSingleton<GatewayLinks>();
        services.AddHostedService(static provider => provider.GetRequiredService<GatewayLinks>());
    }

    /// <summary>The key that a socket's endpoints come from.</summary>
    public static string KeyOf(string socketName) =>
        $"{GatewayOptions.Section}:{(socketName == PublisherName ? nameof(GatewayOptions.PublishEndpoint) : nameof(GatewayOptions.SubscribeEndpoint))}";

    /// <returns>False when the gateway ends.</returns>
    public async ValueTask<bool> TryPublishAsync(ReadOnlyMemory<byte> json)
    {
        try
        {
            await Publisher.PublishAsync(options.Topic, json);
            return true;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    public IReadOnlyList<ConnectionState> States() =>
    [
        new ConnectionState(PublishEndpoint, "publish", _publisher?.ConnectedPeers ?? 0),
        .. _subscribers.Select(static s => new ConnectionState(s.Endpoint, s.Endpoint == Own ? "own" : "subscribe", s.Subscriber.ConnectedPeers)),
    ];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _publisher = services.GetRequiredKeyedService<Publisher>(PublisherName);
        PublishEndpoint = _publisher.LastEndpoint;
        _subscribers = [.. SubscribedEndpoints(options).Select(endpoint => (endpoint, services.GetRequiredKeyedService<Subscriber>(endpoint)))];
        if (options.ReceiveOwn)
        {
            // Else the first message could come before the subscription to it.
            await _publisher.WaitForSubscriberAsync(1, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static IEnumerable<string> SubscribedEndpoints(GatewayOptions options)
    {
        const StringSplitOptions Tidy = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        string[] own = options.ReceiveOwn ? [Own] : [];
        return own.Concat(options.SubscribeEndpoint.Split(',', Tidy)).Distinct(StringComparer.OrdinalIgnoreCase);
    }
}
