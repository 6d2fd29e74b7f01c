using Microsoft.Extensions.Options;

namespace ZmqNative.Hosting.Tests;

/// <summary>The validation of brokers: errors name the key or the call, and end the start.</summary>
public sealed class BrokerValidationTests : HostingTest
{
    [TestCase("Brokers:b:Endpoints", "tcp://*", "must be tcp://host:port")]
    [TestCase("Brokers:b:AskTimeout", "0s", "at least 1 ms")]
    [TestCase("Brokers:b:StopTimeout", "5", "such as 00:00:05")]
    [TestCase("Brokers:b:Actors:MailboxCapacity", "1", "from 2 to 1048576")]
    [TestCase("Brokers:b:Actors:MaxWaitingSenders", "0", "from 1 to 1048576")]
    [TestCase("Brokers:b:DeadLetters:MaxBytesPerReader", "0", "a whole number from 1")]
    [TestCase("Brokers:b:Actors:FullMailbox", "DropAll", "one of Wait, Fail, DropOldest, DropNewest")]
    [TestCase("Brokers:b:Actors:FullMailbox", "1", "one of Wait")]
    [TestCase("Brokers:b:Actors:Scheduler", "Thread", "ThreadPool, DedicatedThread, or SharedThread: with a name behind")]
    [TestCase("Brokers:b:Actors:Scheduler", "SharedThread: ", "ThreadPool, DedicatedThread, or SharedThread:")]
    [TestCase("Brokers:b:Actors:Supervision:MaxRestarts", "-1", "a whole number from 0")]
    [TestCase("Brokers:b:Actors:Supervision:Jitter", "1.5", "a number from 0 to 1")]
    [TestCase("Brokers:b:Listening:MaxInFlight", "0", "a whole number from 1")]
    [TestCase("Brokers:b:Listening:DeliveryTimeout", "0s", "at least 1 ms")]
    [TestCase("Brokers:b:Connecting:HeartbeatInterval", "0s", "at least 1 ms")]
    [TestCase("Brokers:b:Connecting:MaxInFlight", "1048576", "a whole number from 1 to 1048575")]
    [TestCase("BrokerClients:c:MaxInFlight", "1048576", "a whole number from 1 to 1048575")]
    [TestCase("BrokerClients:c:Endpoints", "tcp://a:1,tcp://b:1", "one endpoint")]
    [TestCase("BrokerClients:c:Endpoints", "@tcp://*:1", "one endpoint")]
    public async Task A_value_that_is_not_allowed(string key, string value, string allowed) => Assert.That(
        await FailureAsync(("ZmqNative:" + key, value)),
        Does.StartWith($"ZmqNative:{key} = \"{value}\" is not allowed: ").And.Contain(allowed));

    [TestCase("Brokers:b:Actors:Mailbox", "64", "ZmqNative:Brokers:b:Actors:Mailbox is unknown.")]
    [TestCase("Brokers:b:Listenning:Linger", "1s", "ZmqNative:Brokers:b:Listenning is unknown. Did you mean Listening?")]
    [TestCase("Brokers:b:Listening:AskTimeout", "1s", "ZmqNative:Brokers:b:Listening:AskTimeout is unknown.")]
    [TestCase("Brokers:b:CurveSecretKey", "x", "ZmqNative:Brokers:b:CurveSecretKey is unknown.")]
    [TestCase("Brokers:b:Listening", "yes", "ZmqNative:Brokers:b:Listening = \"yes\" must have keys below it: ")]
    public async Task An_unknown_key(string key, string value, string expected) =>
        Assert.That(await FailureAsync(("ZmqNative:" + key, value)), Does.StartWith(expected));

    [TestCase("Brokers:b:Listening:CurveSecretKey")]
    [TestCase("BrokerClients:c:CurveServerKey")]
    [TestCase("Publishers:p:CurveSecretKey")]
    public async Task A_wrong_key_of_encryption_is_not_shown(string key)
    {
        string failure = await FailureAsync(("ZmqNative:" + key, "my secret"));
        Assert.That(failure, Does.StartWith($"ZmqNative:{key} is not allowed: 40 characters of Z85").And.Not.Contain("my secret"));
    }

    [Test]
    public async Task An_actor_that_the_services_cannot_create()
    {
        IHost host = Build(static services => services.AddZmqNative().AddBroker("shop", actors: static broker => broker
            .AddActor<Needy>("needy")
            .AddKeyedActors<Needy>("needy/{id}")));
        Assert.That(await FailuresAsync(host), Is.EqualTo(new[]
        {
            "AddBroker(\"shop\"): AddActor<Needy>(\"needy\") cannot be made: the constructor of Needy has parameters that are no services:"
                + " String id, ICloneable store.",
            "AddBroker(\"shop\"): AddKeyedActors<Needy>(\"needy/{id}\") cannot be made: the constructor of Needy has parameters that are no services:"
                + " ICloneable store.",
        }));
    }

    [Test]
    public void Wrong_and_duplicate_addresses_are_refused_by_the_call()
    {
        ZmqNativeBuilder builder = new ServiceCollection().AddZmqNative();
        Assert.That(() => builder.AddBroker("a", actors: static b => b.AddActor<Needy>("no address")), Throws.ArgumentException);
        Assert.That(() => builder.AddBroker("b", actors: static b => b.AddKeyedActors<Needy>("order")), Throws.ArgumentException);
        Assert.That(
            () => builder.AddBroker("c", actors: static b => b.AddKeyedActors<Needy>("order/{id}").AddKeyedActors<Needy>("order/{key}")),
            Throws.ArgumentException.With.Message.Contains("is taken by AddKeyedActors<Needy>(\"order/{id}\")"));
        Assert.That(() => builder.AddBroker("d").AddBroker("D"), Throws.ArgumentException.With.Message.Contains("\"d\" is registered already"));
    }

    [Test]
    public async Task An_endpoint_in_use_names_the_broker_and_leaves_nothing_alive()
    {
        using Context context = new();
        using Socket taken = context.CreateSocket(SocketType.Push);
        taken.Bind(AnyPort);
        IHost host = Build(services => services.AddZmqNative().AddBroker(
            "shop", $"{AnyPort},{taken.LastEndpoint}", static broker => broker.AddActor<BrokerTests.EchoActor>("never", null)
                .OnCreated(static (_, broker) => broker.Spawn("made", static (string text) => text))));
        Assert.That(await FailuresAsync(host), Has.One.Contains("String name"));
        host = Build(services => services.AddZmqNative().AddBroker(
            "shop", $"{AnyPort},{taken.LastEndpoint}", static broker => broker
                .OnCreated(static (_, broker) => broker.Spawn("made", static (string text) => text))));
        SocketStartException? exception = await Assert.ThrowsAsync<SocketStartException>(() => host.StartAsync(Limit));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(exception!.Message, Does.StartWith("The broker \"shop\" (AddBroker(\"shop\"), endpoints"));
            Assert.That(exception.InnerException, Is.InstanceOf<AddressInUseException>());
            Assert.That(PatternAccounting.LiveReactors, Is.Zero, "reactors alive");
        }

        await NoAsyncSocketAlive();
    }

    [Test]
    public async Task A_broker_whose_action_has_thrown_is_never_resolved()
    {
        IHost host = Build(static services => services.AddZmqNative().AddBroker(
            "b", AnyPort, static broker => broker.OnCreated(static (_, _) => throw new TimeoutException("late"))));
        Assert.That(() => host.Services.GetRequiredKeyedService<Broker>("b"), Throws.TypeOf<TimeoutException>());
        Assert.That(
            () => host.Services.GetRequiredKeyedService<Broker>("b"),
            Throws.TypeOf<SocketStartException>().With.InnerException.TypeOf<TimeoutException>());
        _ = await Assert.ThrowsAsync<SocketStartException>(() => host.StartAsync(Limit));
        await NoAsyncSocketAlive();
    }

    private Task<string> FailureAsync(params (string Key, string Value)[] wrong)
    {
        // A valid endpoint, unless the endpoint is the tested value.
        string[] parts = wrong[0].Key.Split(':');
        string endpoints = $"{parts[0]}:{parts[1]}:{parts[2]}:Endpoints";
        (string, string)[] all = wrong[0].Key == endpoints ? wrong : [(endpoints, "inproc://never"), .. wrong];
        return FirstAsync(Build(static (services, configuration) => services.AddZmqNative(configuration), all));

        async Task<string> FirstAsync(IHost host) => (await FailuresAsync(host)).Single();
    }

    private async Task<IReadOnlyList<string>> FailuresAsync(IHost host)
    {
        OptionsValidationException? exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Limit));
        return [.. exception!.Failures];
    }

    private sealed class Needy(string id, ICloneable store) : Actor
    {
        public override ValueTask ReceiveAsync(object message, ActorContext context)
        {
            context.Reply($"{id} {store}");
            return default;
        }
    }
}
