namespace ZmqNative.Samples.Gateway;

/// <summary>The publisher, and one subscriber for each endpoint so that each has a state of its own.</summary>
internal sealed class GatewayLinks(GatewayOptions options, UpdatesHandler handler, ILoggerFactory loggers) : IHostedService, IAsyncDisposable
{
    private const string Own = "inproc://gateway-own";

    private readonly List<(string Endpoint, Subscriber Subscriber)> _subscribers = [];
    private Publisher? _publisher;

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
        new ConnectionState(options.PublishEndpoint, "publish", _publisher?.ConnectedPeers ?? 0),
        .. _subscribers.Select(s => new ConnectionState(s.Endpoint, "subscribe", s.Subscriber.ConnectedPeers)),
    ];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _publisher = new Publisher(options.PublishEndpoint, new PublisherOptions { LoggerFactory = loggers });
        if (options.ReceiveOwn)
        {
            _publisher.Bind(Own);
            Subscribe(Own);
        }

        foreach (string endpoint in options.SubscribeEndpoint.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            Subscribe(endpoint);
        }

        return Task.CompletedTask;
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
