using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ZmqNative.Actors.Tests;

public sealed class BrokerToBrokerTests : RemoteTest
{
    [Test]
    public async Task An_address_with_an_endpoint_in_front_reaches_another_broker()
    {
        Broker shop = Listen();
        Broker office = Listen();
        _ = shop.Spawn("upper", (string text) => text.ToUpperInvariant());
        ActorRef upper = office.Actor($"{shop.LastEndpoint}/upper");
        Assert.That(await upper.AskAsync<string>("hello", cancellationToken: Limit), Is.EqualTo("HELLO"));
        Assert.That(upper.Address, Is.EqualTo($"{shop.LastEndpoint}/upper"));
    }

    [Test]
    public void An_actor_of_another_broker_cannot_be_stopped()
    {
        Broker shop = Listen();
        Broker office = CreateBroker(Remotely());
        ActorRef order = office.Actor($"{shop.LastEndpoint}/order");
        Assert.That(async () => await office.StopAsync(order), Throws.ArgumentException);
    }

    [Test]
    public void A_connection_that_could_not_be_made_can_be_made_later()
    {
        Broker office = CreateBroker(Remotely());
        Assert.That(() => office.OpenClient("shop", "nonsense://shop"), Throws.Exception);

        // Nothing listens on port 1.
        Assert.That(office.OpenClient("shop", "tcp://127.0.0.1:1").Endpoint, Is.EqualTo("tcp://127.0.0.1:1"));
    }

    [Test]
    public void A_connection_that_is_closed_while_it_is_made_ends()
    {
        ClosingLog log = new();
        BrokerOptions options = Remotely();
        Broker office = CreateBroker(options with { Connecting = options.Connecting with { LoggerFactory = log } });
        log.Closing = () => office.CloseClientAsync("shop");

        // Nothing listens on port 1.
        BrokerClient client = office.OpenClient("shop", "tcp://127.0.0.1:1");
        Assert.That(async () => await client.Actor("order").TellAsync("x", Limit), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task An_actor_forwards_to_another_broker_and_the_answer_reaches_the_asker()
    {
        Broker shop = Listen();
        Broker office = Listen();
        _ = shop.Spawn("upper", (string text) => text.ToUpperInvariant());
        _ = shop.Spawn("echo", Echo);
        string endpoint = shop.LastEndpoint;
        _ = office.Spawn("clerk", (message, context) => context.ForwardAsync(context.Broker.Actor($"{endpoint}/{(message is string ? "upper" : "echo")}")));
        await using BrokerClient client = Connect(office);
        Assert.That(await client.Actor("clerk").AskAsync<string>("hello", cancellationToken: Limit), Is.EqualTo("HELLO"));
        using Frame frame = await client.Actor("clerk").AskAsync<Frame>(Frame.FromText("raw"), cancellationToken: Limit);
        Assert.That(frame.ToString(), Is.EqualTo("raw"));
        Assert.That(await office.Actor("clerk").AskAsync<string>("local", cancellationToken: Limit), Is.EqualTo("LOCAL"));
    }

    [Test]
    public async Task A_watcher_is_notified_that_an_actor_in_another_broker_has_stopped()
    {
        Broker shop = Listen();
        Broker office = CreateBroker(Remotely());
        ActorRef order = shop.Spawn("order", Echo);
        Watcher watcher = new(office.Actor($"{shop.LastEndpoint}/order"));
        _ = office.Spawn("watcher", () => watcher);
        await Eventually(() => shop.ActorCount == 2, "the watch there");
        await shop.StopAsync(order);
        ActorStopped stopped = await watcher.Stopped.WaitAsync(Limit);
        Assert.That(stopped.Cause, Is.Null);
        Assert.That(stopped.Actor, Is.SameAs(watcher.Watched));
    }

    [Test]
    public async Task A_missing_actor_is_reported_as_stopped()
    {
        Broker shop = Listen();
        Broker office = CreateBroker(Remotely());
        Watcher watcher = new(office.Actor($"{shop.LastEndpoint}/unknown"));
        _ = office.Spawn("watcher", () => watcher);
        Assert.That((await watcher.Stopped.WaitAsync(Limit)).Cause, Is.Null);
    }

    [Test]
    public async Task A_broker_that_ends_in_order_ends_its_watched_actors()
    {
        Broker shop = Listen();
        Broker office = CreateBroker(Remotely());
        _ = shop.Spawn("order", Echo);
        Watcher watcher = new(office.Actor($"{shop.LastEndpoint}/order"));
        _ = office.Spawn("watcher", () => watcher);
        await Eventually(() => shop.ActorCount == 2, "the watch there");
        await shop.DisposeAsync();
        Assert.That((await watcher.Stopped.WaitAsync(Limit)).Cause, Is.Null);
    }

    [Test]
    public async Task A_lost_connection_ends_the_watched_actor_with_a_separate_reason()
    {
        AsyncSocket router = Bound(SocketType.Router, AnyPort);
        Broker office = CreateBroker(Remotely());
        Watcher watcher = new(office.Actor($"{router.LastEndpoint}/order"));
        _ = office.Spawn("watcher", () => watcher);
        using (MultipartMessage watch = await router.ReceiveAsync(Limit))
        {
            Assert.That(watch[3].ToString(), Is.EqualTo("order\n\nwatch"));
        }

        await router.DisposeAsync();
        Assert.That((await watcher.Stopped.WaitAsync(Limit)).Cause, Is.InstanceOf<BrokerLostException>());
    }

    [Test]
    public async Task An_actor_that_has_unwatched_is_not_notified()
    {
        Broker shop = Listen();
        Broker office = CreateBroker(Remotely());
        ActorRef order = shop.Spawn("order", Echo);
        ActorRef remote = office.Actor($"{shop.LastEndpoint}/order");
        bool told = false;
        ActorRef watcher = office.Spawn("watcher", (message, context) =>
        {
            switch (message)
            {
                case "watch":
                    context.Watch(remote);
                    break;
                case "unwatch":
                    context.Unwatch(remote);
                    break;
                case ActorStopped:
                    told = true;
                    break;
                default:
                    context.Reply(told);
                    break;
            }

            return default;
        });
        await watcher.TellAsync("watch", Limit);
        await watcher.TellAsync("unwatch", Limit);
        Assert.That(await watcher.AskAsync<bool>("told?", cancellationToken: Limit), Is.False);

        // Sent after the two on the same connection.
        using (await remote.AskAsync<Frame>(Frame.Empty(), cancellationToken: Limit))
        {
        }

        await shop.StopAsync(order);
        await Assert.ThrowsAsync<ActorNotFoundException>(() => remote.AskAsync<string>("?", cancellationToken: Limit).AsTask());
        Assert.That(await watcher.AskAsync<bool>("told?", cancellationToken: Limit), Is.False);
    }

    [TestCase("tcp://host:5570/order/42", "tcp://host:5570", "order/42")]
    [TestCase("tcp://host:5570/order/a//b", "tcp://host:5570", "order/a//b")]
    [TestCase("tcp://[::1]:5570/order", "tcp://[::1]:5570", "order")]
    [TestCase("inproc://shop/order/42", "inproc://shop", "order/42")]
    [TestCase("inproc://a/b//order/42", "inproc://a/b", "order/42")]
    [TestCase("ipc:///run/shop.sock//order/42", "ipc:///run/shop.sock", "order/42")]
    [TestCase("inproc://a//page/http://x", "inproc://a", "page/http://x")]
    public void Addresses_are_split_into_endpoint_and_address(string text, string endpoint, string address)
    {
        Assert.That(RemoteAddress.HasEndpoint(text));
        Assert.That(RemoteAddress.Split(text, "address"), Is.EqualTo((endpoint, address)));
        Assert.That(RemoteAddress.Join(endpoint, address), Is.EqualTo(text));
    }

    [TestCase("tcp://host:5570")]
    [TestCase("tcp://host:5570/")]
    [TestCase("tcp:///order")]
    [TestCase("ipc:///run/shop.sock/order")]
    [TestCase("://x/order")]
    public void Invalid_addresses_are_refused(string text)
    {
        Broker broker = CreateBroker();
        Assert.That(() => broker.Actor(text), Throws.ArgumentException);
    }

    [Test]
    public void A_key_may_look_like_an_endpoint() => Assert.That(RemoteAddress.HasEndpoint("page/http://x/y"), Is.False);

    private sealed class Watcher(ActorRef watched) : Actor
    {
        private readonly TaskCompletionSource<ActorStopped> _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ActorRef Watched => watched;

        public Task<ActorStopped> Stopped => _stopped.Task;

        public override ValueTask OnStartedAsync(ActorContext context)
        {
            context.Watch(watched);
            return default;
        }

        public override ValueTask ReceiveAsync(object message, ActorContext context)
        {
            _stopped.SetResult((ActorStopped)message);
            return default;
        }
    }

    /// <summary>The log of a connection, which is closed while it makes its logger.</summary>
    private sealed class ClosingLog : ILoggerFactory
    {
        public Func<Task>? Closing { get; set; }

        public void AddProvider(ILoggerProvider provider)
        {
            // There is one logger, which keeps nothing.
        }

        public ILogger CreateLogger(string categoryName)
        {
            _ = Closing?.Invoke();
            return NullLogger.Instance;
        }

        public void Dispose()
        {
            // It holds nothing.
        }
    }
}
