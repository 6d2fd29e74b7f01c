namespace ZmqNative.Patterns.Tests;

/// <summary>The end of a pattern without a peer: it does not wait when nothing is left to send. No request times out in these tests, and a wait at the end would last longer than a test may.</summary>
public sealed class EndWithoutPeerTests : PatternsTest
{
    // Nothing listens on port 1.
    private const string NoListener = "tcp://127.0.0.1:1";

    [Test]
    public async Task A_request_client_does_not_wait_for_requests_that_it_has_failed()
    {
        await using Reactor reactor = new(timeProvider: new ManualTime());
        RequestClient client = new(NoListener, Patient(new RequestClientOptions(), reactor));
        Task<string> request = client.RequestAsync("x", cancellationToken: Limit).AsTask();
        await Eventually(() => client.Socket.PendingSends == 1, "the request waits to be sent");

        await client.DisposeAsync().AsTask().WaitAsync(Limit);

        Assert.That(async () => await request, Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(client.Statistics.Lost, Is.Zero);
    }

    [Test]
    public async Task A_pair_client_does_not_wait_for_requests_that_it_has_failed()
    {
        await using Reactor reactor = new(timeProvider: new ManualTime());
        PairClient client = new(NoListener, Patient(new PairOptions(), reactor));
        Task<string>[] requests = [.. Enumerable.Range(0, 3).Select(_ => client.RequestAsync("x", cancellationToken: Limit).AsTask())];
        await Eventually(() => client.Socket.PendingSends == 1, "a request waits to be sent");

        await client.DisposeAsync().AsTask().WaitAsync(Limit);

        foreach (Task<string> request in requests)
        {
            Assert.That(async () => await request, Throws.InstanceOf<ObjectDisposedException>());
        }

        Assert.That(client.Statistics.Lost, Is.Zero);
    }

    [Test]
    public async Task No_timer_outlives_a_pattern()
    {
        ManualTime time = new();
        await using Reactor reactor = new(timeProvider: time);

        await new Puller($"@{AnyPort}", On(new PullerOptions(), reactor)).DisposeAsync().AsTask().WaitAsync(Limit);

        Assert.That(time.ActiveTimers, Is.Zero);
    }

    [Test]
    public async Task As_many_requests_as_may_be_in_flight_wait_for_a_connection()
    {
        const int Requests = 5000;
        await using Reactor reactor = new(timeProvider: new ManualTime());
        RequestClient client = new(NoListener, Patient(new RequestClientOptions { MaxInFlight = Requests }, reactor));

        Task<string>[] requests = [.. Enumerable.Range(0, Requests).Select(_ => client.RequestAsync("x", cancellationToken: Limit).AsTask())];

        Assert.That(client.InFlight, Is.EqualTo(Requests));
        await client.DisposeAsync().AsTask().WaitAsync(Limit);
        Assert.That(async () => await Task.WhenAll(requests), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task Patterns_with_nothing_to_send_end_at_once()
    {
        await using Reactor reactor = new(timeProvider: new ManualTime());
        Func<Pattern>[] all =
        [
            () => new Publisher($">{NoListener}", Patient(new PublisherOptions(), reactor)),
            () => new Subscriber(NoListener, "t", Patient(new SubscriberOptions(), reactor)),
            () => new RequestClient(NoListener, Patient(new RequestClientOptions(), reactor)),
            () => new ReplyServer($">{NoListener}", static _ => "x", Patient(new ReplyServerOptions(), reactor)),
            () => new Pusher($">{NoListener}", Patient(new PusherOptions(), reactor)),
            () => new Puller($">{NoListener}", Patient(new PullerOptions(), reactor)),
            () => new PairClient(NoListener, Patient(new PairOptions(), reactor)),
            () => new PairServer($">{NoListener}", Patient(new PairOptions(), reactor)),
        ];
        foreach (Func<Pattern> make in all)
        {
            await make().DisposeAsync().AsTask().WaitAsync(Limit);
        }
    }

    [Test]
    public async Task A_forwarder_does_not_wait_to_send_subscriptions_to_a_publisher_that_is_absent()
    {
        Context context = new();
        MessageProxyOptions options = On(new MessageProxyOptions { Linger = 2 * Generous }) with { Context = context };
        MessageProxy proxy = MessageProxy.Forwarder($">{NoListener}", AnyPort, options);
        await using (new Subscriber($">{proxy.Backend.LastEndpoint}", "t", On(new SubscriberOptions())))
        {
            await Eventually(() => proxy.Passed.BackwardMessages == 1, "the subscription is passed");
        }

        await proxy.DisposeAsync().AsTask().WaitAsync(Limit);
        Assert.That(() => context.Terminate(Generous), Throws.Nothing);
    }

    private T Patient<T>(T options, Reactor reactor)
        where T : PatternOptions => On((T)((PatternOptions)options with { DrainTimeout = 2 * Generous }), reactor);
}
