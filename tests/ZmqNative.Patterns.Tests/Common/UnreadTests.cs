namespace ZmqNative.Patterns.Tests.Common;

/// <summary>The exception and the log entry of a pattern without a subscription, or whose messages are not read.</summary>
public sealed class UnreadTests : PatternsTest
{
    private ManualTime _time = null!;
    private LogLines _log = null!;
    private Reactor _reactor = null!;

    [SetUp]
    public void StartReactor()
    {
        _time = new ManualTime();
        _log = new LogLines();
        _reactor = new Reactor(timeProvider: _time);
    }

    [TearDown]
    public async Task EndReactor()
    {
        await _reactor.DisposeAsync();
        _log.Dispose();
    }

    [Test]
    public async Task A_subscriber_that_never_subscribed_throws_on_its_first_receive()
    {
        await using Publisher publisher = new(Inproc(), On(new PublisherOptions()));
        await using Subscriber subscriber = new(publisher.LastEndpoint, On(new SubscriberOptions { Name = "prices" }));

        Assert.That(
            () => subscriber.ReceiveAsync(Limit).AsTask(),
            Throws.InvalidOperationException.With.Message.Contains("prices has no subscription").And.Message.Contains("SubscribePrefix(\"\")"));
        Assert.That(() => subscriber.TryReceive(out _), Throws.InvalidOperationException);
        Assert.That(
            async () =>
            {
                await foreach (ReceivedMessage message in subscriber.ReadAllAsync(Limit))
                {
                    Assert.Fail($"{message}");
                }
            },
            Throws.InvalidOperationException);

        subscriber.Subscribe("a");
        await publisher.WaitForSubscriberAsync(1, Limit);
        subscriber.Unsubscribe("a");
        await Eventually(() => publisher.Subscriptions == 0, "the end of a");
        ValueTask<ReceivedMessage> receive = subscriber.ReceiveAsync(Limit);
        subscriber.Subscribe("b");
        await publisher.WaitForSubscriberAsync(1, Limit);
        await publisher.PublishAsync("b", "subscribed while a receive was pending");
        using ReceivedMessage message = await receive;
        Assert.That(message.Topic, Is.EqualTo("b"));
    }

    [Test]
    public async Task A_disposed_subscriber_that_never_subscribed_is_disposed_first()
    {
        Subscriber subscriber = new(Inproc(), On(new SubscriberOptions()));
        await subscriber.DisposeAsync();

        Assert.That(() => subscriber.ReceiveAsync(Limit).AsTask(), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task A_handler_without_a_subscription_is_logged_once()
    {
        await using Subscriber subscriber = new(Inproc(), Logged(new SubscriberOptions()));
        subscriber.Handle(static (_, _) => ValueTask.CompletedTask);

        _time.Jump(UnreadWatch.Interval);
        Assert.That(_log.Lines, Is.Empty);
        _time.Jump(UnreadWatch.Interval);
        _time.Jump(UnreadWatch.Interval);
        Assert.That(_log.Lines, Has.Exactly(1).Contains("Subscriber has a handler but no subscription"));
        Assert.That(_time.ActiveTimers, Is.Zero);
    }

    [Test]
    public async Task A_handler_added_before_its_subscription_is_not_logged()
    {
        await using Subscriber subscriber = new(Inproc(), Logged(new SubscriberOptions()));
        subscriber.Handle(static (_, _) => ValueTask.CompletedTask);
        _time.Jump(UnreadWatch.Interval);
        subscriber.Subscribe("a");

        _time.Jump(UnreadWatch.Interval);
        _time.Jump(UnreadWatch.Interval);
        Assert.That(_log.Lines, Is.Empty);
        Assert.That(_time.ActiveTimers, Is.Zero);
    }

    [TestCase("puller")]
    [TestCase("pair")]
    [TestCase("server")]
    public async Task Messages_that_are_not_read_are_logged_once(string kind)
    {
        string endpoint = Inproc();
        await using Pattern pattern = Create(kind, endpoint);
        _time.Jump(UnreadWatch.Interval);
        _time.Jump(UnreadWatch.Interval);
        Assert.That(_log.Lines, Is.Empty, "no message has arrived");

        await using AsyncSocket peer = Peer(kind, endpoint);
        await peer.SendAsync("unread"u8.ToArray(), Limit);
        await Eventually(() => pattern.Socket.HasMessages, "the message is there");
        _time.Jump(UnreadWatch.Interval);
        Assert.That(_log.Lines, Is.Empty, "it may have arrived just now");
        _time.Jump(UnreadWatch.Interval);
        _time.Jump(UnreadWatch.Interval);
        Assert.That(_log.Lines, Has.Exactly(1).Contains("has messages that are not read"));
        Assert.That(_time.ActiveTimers, Is.Zero);
    }

    [TestCase("puller")]
    [TestCase("pair")]
    [TestCase("server")]
    public async Task Messages_that_wait_for_a_late_reader_are_not_logged(string kind)
    {
        string endpoint = Inproc();
        await using Pattern pattern = Create(kind, endpoint);
        await using AsyncSocket peer = Peer(kind, endpoint);
        await peer.SendAsync("read late"u8.ToArray(), Limit);
        await Eventually(() => pattern.Socket.HasMessages, "the message is there");
        _time.Jump(UnreadWatch.Interval);

        if (pattern is ReplyServer server)
        {
            server.Handle(static (_, _) => ValueTask.FromResult<Payload>("late"));
        }
        else
        {
            (await ((ReceivingPattern)pattern).ReceiveAsync(Limit)).Dispose();
        }

        await peer.SendAsync("unread, but it is known to have a reader"u8.ToArray(), Limit);
        _time.Jump(UnreadWatch.Interval);
        _time.Jump(UnreadWatch.Interval);
        Assert.That(_log.Lines.Where(static line => line.Contains("are not read", StringComparison.Ordinal)), Is.Empty);
        Assert.That(_time.ActiveTimers, Is.Zero);
    }

    [Test]
    public async Task A_pattern_that_ended_is_not_checked_any_more()
    {
        Puller puller = new(Inproc(), Logged(new PullerOptions()));
        Assert.That(_time.ActiveTimers, Is.EqualTo(1));
        await puller.DisposeAsync();
        _time.Jump(new PullerOptions().DrainTimeout);
        Assert.That(_time.ActiveTimers, Is.Zero);
    }

    private Pattern Create(string kind, string endpoint) => kind switch
    {
        "puller" => new Puller("@" + endpoint, Logged(new PullerOptions())),
        "pair" => new PairServer(endpoint, Logged(new PairOptions())),
        _ => new ReplyServer(endpoint, Logged(new ReplyServerOptions())),
    };

    private AsyncSocket Peer(string kind, string endpoint) => Connected(
        kind switch
        {
            "puller" => SocketType.Push,
            "pair" => SocketType.Pair,
            _ => SocketType.Dealer,
        },
        endpoint);

    private T Logged<T>(T options)
        where T : PatternOptions
    {
        PatternOptions common = On(options, _reactor);
        return (T)(common with { LoggerFactory = _log });
    }
}
