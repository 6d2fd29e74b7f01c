namespace ZmqNative.Actors.Tests.Typed;

/// <summary>Calls of actors in other processes, and of versions of an interface that differ.</summary>
public sealed class RemoteCallTests : RemoteTest
{
    [Test]
    public async Task Each_kind_of_method_is_called_over_tcp()
    {
        Broker broker = Listen();
        Cart instance = new();
        ActorRef actor = broker.Spawn<ICart>("cart", () => instance);
        await using BrokerClient client = Connect(broker);
        ICart cart = client.Actor<ICart>("cart");
        await cart.AddAsync(new AddItem("book", 12), 2);
        await cart.NoteAsync("first", Limit);
        using CancellationTokenSource cancellation = new();
        List<int> numbers = [];
        await foreach (int number in cart.CountAsync(100, Limit))
        {
            numbers.Add(number);
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await cart.GetTotalAsync(cancellation.Token), Is.EqualTo(new Total(2, 24)));
            Assert.That(await cart.FindAsync("ä", [1, 2], 3), Is.EqualTo("ä 2 3"));
            Assert.That(await cart.FindAsync("a", null, 3), Is.EqualTo("a 0 3"), "null bytes are empty ones");
            Assert.That(await cart.FindAsync(null, [], null), Is.Empty, "a null text is an empty one");
            Assert.That(await cart.GetNameAsync(), Is.EqualTo("cart"), "of the base interface");
            Assert.That(await client.Actor<INamed>("cart").GetNameAsync(), Is.EqualTo("cart"), "by the base interface");
            Assert.That(await actor.As<IAudited>().GetNotesAsync(), Is.EqualTo(new[] { "first" }));
            Assert.That(numbers, Is.EqualTo(Enumerable.Range(0, 100)));
            Assert.That(async () => await cart.FailAsync("no luck"), Throws.TypeOf<ActorFailedException>());
        }
    }

    [Test]
    public async Task The_cancellation_of_the_caller_reaches_the_method_in_the_other_process_and_is_no_failure()
    {
        Broker broker = Listen();
        Cart instance = new();
        _ = broker.Spawn<ICart>("cart", () => instance);
        await using BrokerClient client = Connect(broker);
        ICart cart = client.Actor<ICart>("cart");
        using CancellationTokenSource cancellation = new();
        Task<int> call = cart.WaitAsync(cancellation.Token).AsTask();
        await instance.Waiting.Task.WaitAsync(Limit);
        await cancellation.CancelAsync();
        Assert.That(async () => await call.WaitAsync(Limit), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await cart.GetNameAsync(), Is.EqualTo("cart"), "the same instance goes on");
        Assert.That((broker.Failures, broker.Restarts), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task A_reader_that_leaves_disposes_the_enumerator_in_the_other_process()
    {
        Broker broker = Listen();
        Cart instance = new();
        _ = broker.Spawn<ICart>("cart", () => instance);
        Broker other = CreateBroker(Remotely());
        await foreach (int number in other.Actor<ICart>($"{broker.LastEndpoint}/cart").CountAsync(int.MaxValue, Limit))
        {
            if (number == 100)
            {
                break;
            }
        }

        await instance.StreamEnded.Task.WaitAsync(Limit);
        Assert.That(await other.Actor<ICart>($"{broker.LastEndpoint}/cart").GetNameAsync(), Is.EqualTo("cart"));
        Assert.That(broker.Failures, Is.Zero);
    }

    [Test]
    public async Task A_method_that_differs_is_refused_with_both_signatures()
    {
        Broker broker = Listen();
        _ = broker.Spawn<Old.IOrder>("order", static () => new Order());
        await using BrokerClient client = Connect(broker);
        New.IOrder order = client.Actor<New.IOrder>("order");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await order.GetSameAsync(), Is.EqualTo(1), "a method that both have");
            Assert.That(
                async () => await order.AddAsync("book", 2),
                Throws.TypeOf<ActorInterfaceException>().With.Property("Text").EqualTo(
                    "the caller has the method 'IOrder.AddAsync(string, int)', and the actor 'IOrder.AddAsync(string)'"));
            Assert.That(
                async () => await order.GetTotalAsync(),
                Throws.TypeOf<ActorInterfaceException>().With.Property("Text").EqualTo(
                    "the caller has the method 'IOrder.GetTotalAsync(): long', and the actor 'IOrder.GetTotalAsync(): int'"));
            Assert.That(
                async () => await order.GetMoreAsync(),
                Throws.TypeOf<ActorInterfaceException>().With.Property("Text").EqualTo(
                    "the caller has the method 'IOrder.GetMoreAsync(): int', and the actor implements IOrder, which has 'IOrder.AddAsync(string)', "
                    + "'IOrder.GetTotalAsync(): int', 'IOrder.GetSameAsync(): int'"));
            Assert.That(async () => await Read(order.ListAsync()), Throws.TypeOf<ActorInterfaceException>());
            Assert.That(async () => await client.Actor<ICart>("order").GetNameAsync(), Throws.TypeOf<ActorInterfaceException>());
            Assert.That(async () => await client.Actor<ICart>("unknown").GetNameAsync(), Throws.TypeOf<ActorNotFoundException>());
        }

        await order.NoteAsync("nobody knows");
        await Eventually(() => broker.DeadLetters.CountOf(DeadLetterReason.Unhandled) == 6, "each is a dead letter of the actor's broker");
        Assert.That(broker.Failures, Is.Zero);
    }

    [Test]
    public async Task An_actor_that_is_no_object_with_an_interface_refuses_a_call()
    {
        Broker broker = Listen();
        _ = broker.Spawn("text", static (string text) => text);
        await using BrokerClient client = Connect(broker);
        Assert.That(
            async () => await client.Actor<ICart>("text").GetNameAsync(),
            Throws.TypeOf<ActorInterfaceException>().With.Message.Contains("'ICart.GetNameAsync(): string'"));
    }

    [Test]
    public async Task A_router_passes_calls_on_without_knowing_the_interface()
    {
        Broker shop = Listen();
        _ = shop.Spawn<ICart>("cart", static () => new Cart());
        Broker gateway = Listen();
        _ = gateway.SpawnRouter("carts", RoutingStrategy.RoundRobin, gateway.Actor($"{shop.LastEndpoint}/cart"));
        await using BrokerClient client = Connect(gateway);
        ICart cart = client.Actor<ICart>("carts");
        await cart.AddAsync(new AddItem("book", 12), 2);
        Assert.That(await cart.GetTotalAsync(), Is.EqualTo(new Total(2, 24)));
        List<int> numbers = [];
        await foreach (int number in cart.CountAsync(50, Limit))
        {
            numbers.Add(number);
        }

        Assert.That(numbers, Has.Count.EqualTo(50));
    }

    [Test]
    public async Task An_argument_that_the_serializer_does_not_know_is_refused_at_once()
    {
        Broker broker = Listen();
        _ = broker.Spawn<IHolder>("holder", static () => new Unused());
        await using BrokerClient client = Connect(broker);
        IHolder holder = client.Actor<IHolder>("holder");
        Assert.That(
            async () => await holder.EchoAsync(new Version(1, 2)),
            Throws.TypeOf<ActorSerializationException>().With.Message.Contains("IHolder.EchoAsync(object): object"));
    }

    [Test]
    public void A_serializer_refuses_a_name_that_is_a_call() =>
        Assert.That(() => new JsonMessageSerializer().Add("call X", RemoteJson.Default.Total), Throws.ArgumentException);

    private static async Task Read<T>(IAsyncEnumerable<T> stream)
    {
        await foreach (T _ in stream)
        {
        }
    }

    private sealed class Unused : IHolder
    {
        public ValueTask<object> EchoAsync(object given) => throw new NotSupportedException();
    }

    private sealed class Order : Old.IOrder
    {
        public ValueTask AddAsync(string item) => default;

        public ValueTask<int> GetTotalAsync() => new(0);

        public ValueTask<int> GetSameAsync() => new(1);
    }
}
