namespace ZmqNative.Hosting.Tests;

/// <summary>Named brokers, actors that services create, and access to them from other hosts.</summary>
public sealed class BrokerTests : HostingTest
{
    [Test]
    public async Task Keyed_actors_get_their_key_and_services_of_a_scope_that_ends_with_them()
    {
        Ledger ledger = new();
        IHost host = await StartAsync(services =>
        {
            services.AddSingleton(ledger).AddScoped<Unit>();
            services.AddZmqNative().AddBroker("shop", actors: broker => broker.AddKeyedActors<OrderActor>("order/{id}"));
        });
        Broker broker = host.Services.GetRequiredService<Broker>();
        string first = await broker.Actor("order/1").AskAsync<string>("who", Generous, Limit);
        string again = await broker.Actor("order/1").AskAsync<string>("who", Generous, Limit);
        string second = await broker.Actor("order/2").AskAsync<string>("who", Generous, Limit);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(again, Is.EqualTo(first).And.StartWith("1 by unit "));
            Assert.That(second, Does.StartWith("2 by unit ").And.Not.EndsWith(first[^1..]));
            Assert.That((ledger.Made, ledger.Ended), Is.EqualTo((2, 0)));
        }

        // A failure makes a new instance, with a new scope; a stop ends both.
        Assert.That(async () => await broker.Actor("order/1").AskAsync<string>(1, Generous, Limit), Throws.InstanceOf<ActorFailedException>());
        Assert.That(await broker.Actor("order/1").AskAsync<string>("who", Generous, Limit), Is.Not.EqualTo(first));
        Assert.That((ledger.Made, ledger.Ended), Is.EqualTo((3, 1)));
        await broker.StopAsync(broker.Actor("order/2"));
        Assert.That((ledger.Made, ledger.Ended), Is.EqualTo((3, 2)));
        await host.StopAsync(Limit);
        Assert.That((ledger.Made, ledger.Ended), Is.EqualTo((3, 3)));
    }

    [Test]
    public async Task A_broker_client_of_another_host_reaches_actors_by_address_and_by_key()
    {
        IHost shop = await StartAsync(services =>
        {
            services.AddSingleton<Ledger>().AddScoped<Unit>();
            services.AddZmqNative().AddBroker("shop", AnyPort, broker => broker
                .AddKeyedActors("order/{id}", static (_, key) => new EchoActor($"order {key}"))
                .AddActor("book", static services => new EchoActor($"book with {services.GetRequiredService<Unit>()}"))
                .OnCreated(static (_, broker) => broker.Spawn("upper", static (string text) => text.ToUpperInvariant())));
        });
        string endpoint = host(shop).LastEndpoint;
        IHost till = await StartAsync(
            static (services, configuration) => services.AddZmqNative(configuration),
            ("ZmqNative:BrokerClients:shop:Endpoints", endpoint),
            ("ZmqNative:BrokerClients:shop:AskTimeout", "60s"));
        BrokerClient client = till.Services.GetRequiredKeyedService<BrokerClient>("shop");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await client.Actor("order/42").AskAsync<string>("x"), Is.EqualTo("order 42: x"));
            Assert.That(await client.Actor("book").AskAsync<string>("x"), Does.Match("^book with unit [0-9]+: x$"));
            Assert.That(await client.Actor("upper").AskAsync<string>("x"), Is.EqualTo("X"));
            Assert.That(async () => await client.Actor("unknown").AskAsync<string>("x"), Throws.InstanceOf<ActorNotFoundException>());
        }

        await till.StopAsync(Limit);
        await shop.StopAsync(Limit);

        static Broker host(IHost host) => host.Services.GetRequiredService<Broker>();
    }

    [Test]
    public async Task Configuration_overrides_code()
    {
        IHost host = await StartAsync(
            static (services, configuration) => services.AddZmqNative(configuration).AddBroker(
                "shop", "tcp://nowhere.invalid:1", configure: static o => o with { AskTimeout = TimeSpan.FromDays(1), StopTimeout = Generous }),
            ("ZmqNative:Brokers:Shop:Endpoints:0", AnyPort),
            ("ZmqNative:Brokers:Shop:Endpoints:1", "@" + Inproc()),
            ("ZmqNative:Brokers:Shop:AskTimeout", "7s"),
            ("ZmqNative:Brokers:Shop:Actors:MailboxCapacity", "64"),
            ("ZmqNative:Brokers:Shop:Actors:FullMailbox", "dropOldest"),
            ("ZmqNative:Brokers:Shop:Actors:MaxWaitingSenders", "100"),
            ("ZmqNative:Brokers:Shop:Actors:TracksSelfAsks", "true"),
            ("ZmqNative:Brokers:Shop:Actors:Scheduler", "sharedThread: orders"),
            ("ZmqNative:Brokers:Shop:DeadLetters:MaxBytesPerReader", "1000000"),
            ("ZmqNative:Brokers:Shop:Actors:Supervision:MaxRestarts", "3"),
            ("ZmqNative:Brokers:Shop:Actors:Supervision:Jitter", "0.5"),
            ("ZmqNative:Brokers:Shop:Listening:MaxInFlight", "17"),
            ("ZmqNative:Brokers:Shop:Listening:HeartbeatInterval", "none"),
            ("ZmqNative:Brokers:Shop:Connecting:MaxInFlight", "18"));
        Broker broker = host.Services.GetRequiredKeyedService<Broker>("shop");
        BrokerOptions options = broker.Options;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(options.Name, Is.EqualTo("shop"));
            Assert.That(broker.Endpoints, Has.Exactly(2).Items);
            Assert.That(options.AskTimeout, Is.EqualTo(TimeSpan.FromSeconds(7)));
            Assert.That((options.Actors.MailboxCapacity, options.Actors.FullMailbox), Is.EqualTo((64, FullMailboxPolicy.DropOldest)));
            Assert.That((options.Actors.MaxWaitingSenders, options.Actors.TracksSelfAsks), Is.EqualTo((100, true)));
            Assert.That($"{options.Actors.Scheduler}", Is.EqualTo("SharedThread:orders"));
            Assert.That(options.DeadLetters.MaxBytesPerReader, Is.EqualTo(1_000_000));
            Assert.That((options.Actors.Supervision.MaxRestarts, options.Actors.Supervision.Jitter), Is.EqualTo((3, 0.5)));
            Assert.That((options.Listening.MaxInFlight, options.Listening.HeartbeatInterval), Is.EqualTo((17, (TimeSpan?)Timeout.InfiniteTimeSpan)));
            Assert.That(options.Connecting.MaxInFlight, Is.EqualTo(18));
            Assert.That(options.Listening.Context, Is.SameAs(host.Services.GetRequiredService<Context>()));
            Assert.That(options.Connecting.Reactor, Is.SameAs(host.Services.GetRequiredService<Reactor>()));

            // The end has 10 seconds in total, so the time of a broker is shortened.
            Assert.That(options.StopTimeout, Is.EqualTo(TimeSpan.FromSeconds(2.5)));
        }
    }

    [Test]
    public async Task Configuration_alone_declares_a_broker_whose_actors_are_added_later()
    {
        string endpoint = Inproc();
        IHost host = await StartAsync(
            static (services, configuration) => services.AddZmqNative(configuration).AddBroker("inner"),
            ("ZmqNative:Brokers:outer:Endpoints", endpoint));
        Broker outer = host.Services.GetRequiredKeyedService<Broker>("outer");
        Broker inner = host.Services.GetRequiredKeyedService<Broker>("inner");
        _ = outer.Spawn("upper", static (string text) => text.ToUpperInvariant());

        // Over inproc, as both share the context of the host.
        Assert.That(await inner.Actor($"{endpoint}/upper").AskAsync<string>("x", Generous, Limit), Is.EqualTo("X"));
        Assert.That(inner.Endpoints, Is.Empty);
        Assert.That(() => host.Services.GetService<Broker>(), Throws.InvalidOperationException.With.Message.Contains("ask for one by name"));
    }

    [Test]
    public async Task Curve_keys_of_the_configuration_encrypt()
    {
        CurveKeyPair keys = CurveKeyPair.Generate();
        IHost shop = await StartAsync(
            static (services, configuration) => services.AddZmqNative(configuration).AddBroker(
                "shop", AnyPort, static broker => broker.AddActor("echo", static _ => new EchoActor("echo"))),
            ("ZmqNative:Brokers:shop:Listening:CurveSecretKey", keys.SecretKey),
            ("ZmqNative:Brokers:shop:Listening:CurveAllowAnyClient", "true"));
        Broker broker = shop.Services.GetRequiredService<Broker>();
        IHost till = await StartAsync(
            (services, configuration) => services.AddZmqNative(configuration).AddBrokerClient("plain", broker.LastEndpoint),
            ("ZmqNative:BrokerClients:shop:Endpoints", broker.LastEndpoint),
            ("ZmqNative:BrokerClients:shop:CurveServerKey", keys.PublicKey),
            ("ZmqNative:Brokers:other:Connecting:CurveServerKey", keys.PublicKey),
            ("ZmqNative:Brokers:other:Connecting:CurveSecretKey", CurveKeyPair.Generate().SecretKey));
        Assert.That(await Named<BrokerClient>(till, "shop").Actor("echo").AskAsync<string>("x", Generous, Limit), Is.EqualTo("echo: x"));
        Assert.That(
            await till.Services.GetRequiredKeyedService<Broker>("other").Actor($"{broker.LastEndpoint}/echo").AskAsync<string>("x", Generous, Limit),
            Is.EqualTo("echo: x"));
        Assert.That(Named<BrokerClient>(till, "plain").ConnectedPeers, Is.Zero, "no client connects without a key");
        await till.StopAsync(Limit);
        await shop.StopAsync(Limit);
    }

    [Test]
    public async Task A_bridge_delivers_publications_to_actors()
    {
        string endpoint = Inproc();
        TaskCompletionSource<string> seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IHost host = await StartAsync(services => services.AddZmqNative()
            .AddPublisher("out", endpoint)
            .AddBroker("b", actors: broker => broker
                .OnCreated((services, broker) =>
                {
                    ActorRef listener = broker.Spawn("listener", (message, context) =>
                    {
                        _ = seen.TrySetResult(System.Text.Encoding.UTF8.GetString((byte[])((TopicMessage)message).Message));
                        return default;
                    });
                    _ = broker.Topics.Subscribe("news", listener);
                })
                .AddTopicBridge(new TopicBridgeOptions { SubscribeTo = endpoint, Incoming = ["news"] })));
        Publisher publisher = Named<Publisher>(host, "out");
        await publisher.WaitForSubscriberAsync(1, Limit);
        await publisher.PublishAsync("news", "hello");
        Assert.That(await seen.Task.WaitAsync(Limit), Is.EqualTo("hello"));
    }

    internal sealed class Ledger
    {
        private int _made;
        private int _ended;

        public int Made => _made;

        public int Ended => _ended;

        public int Make() => Interlocked.Increment(ref _made);

        public void End() => Interlocked.Increment(ref _ended);
    }

    internal sealed class Unit(Ledger ledger) : IAsyncDisposable
    {
        private readonly int _number = ledger.Make();

        public ValueTask DisposeAsync()
        {
            ledger.End();
            return ValueTask.CompletedTask;
        }

        public override string ToString() => $"unit {_number}";
    }

    internal sealed class OrderActor(string id, Unit unit) : Actor
    {
        public override ValueTask ReceiveAsync(object message, ActorContext context)
        {
            context.Reply(message is "who" ? $"{id} by {unit}" : throw new InvalidOperationException("as asked"));
            return default;
        }
    }

    internal sealed class EchoActor(string name) : Actor
    {
        public override ValueTask ReceiveAsync(object message, ActorContext context)
        {
            context.Reply($"{name}: {message}");
            return default;
        }
    }
}
