namespace ZmqNative.Samples.Gateway;

/// <summary>The publisher, and one subscriber for each endpoint so that each has a state of its own.</summary>
internal sealed class GatewayLinks(GatewayOptions options, UpdatesHandler handler, ILoggerFactory loggers) : IHostedService, IAsyncDisposable
{
    private const string Own = "inproc://gateway-own";

    private readonly List<(string Endpoint, Subscriber Subscriber)> _subscribers = [];
    private Publisher? _publisher;

    public Publisher Publisher => _publisher ?? throw new InvalidOperationException("The gateway has not started.");

    /// <summary>Where it publishes, with the port it got.</summary>
    public string PublishEndpoint { get; private set; } = options.PublishEndpoint;

    public long PublisherDrops => _publisher?.Statistics.Dropped ?? 0;

    public async ValueTask<bool> TryPublishAsync(ReadOnlyMemory<byte> json)
    {
        try
        {
            await _publisher!.PublishTopicAsync(options.Topic, json);
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
        .. _subscribers.Select(s => new ConnectionState(s.Endpoint, s.Endpoint == Own ? "own" : "subscribe", s.Subscriber.ConnectedPeers)),
    ];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _publisher = new Publisher(options.PublishEndpoint, new PublisherOptions { LoggerFactory = loggers });
        PublishEndpoint = _publisher.LastEndpoint;
        if (options.ReceiveOwn)
        {
            _publisher.Bind(Own);
            Subscribe(Own);

            // Else the first message could come before it.
            await _publisher.WaitForSubscriberAsync(1, cancellationToken);
        }

        foreach (string endpoint in options.SubscribeEndpoint.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            Subscribe(endpoint);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken) => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_publisher is not null)
        {
            await _publisher.DisposeAsync();
        }

        foreach ((_, Subscriber subscriber) in _subscribers)
        {
            await subscriber.DisposeAsync();
        }
    }

    private void Subscribe(string endpoint)
    {
        Subscriber subscriber = new(endpoint, options.Topic, new SubscriberOptions { LoggerFactory = loggers });
        _subscribers.Add((endpoint, subscriber));
        _ = subscriber.RunAsync(handler.HandleAsync);
    }
}
