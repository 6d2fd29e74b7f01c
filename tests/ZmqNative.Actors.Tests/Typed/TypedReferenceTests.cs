namespace ZmqNative.Actors.Tests.Typed;

/// <summary>Calls of typed references within a process.</summary>
public sealed class TypedReferenceTests : BrokerTest
{
    [Test]
    public async Task Each_kind_of_method_is_a_message()
    {
        Broker broker = CreateBroker();
        ActorRef actor = broker.Spawn<ICart>("cart", static () => new Cart());
        ICart cart = broker.Actor<ICart>("cart");
        await cart.AddAsync(new AddItem("book", 12), 2);
        await cart.AddAsync(new AddItem("pen", 1), 1);
        await cart.NoteAsync("first", Limit);
        await cart.NoteAsync("second");
        List<int> numbers = [];
        await foreach (int number in cart.CountAsync(100, Limit))
        {
            numbers.Add(number);
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await cart.GetTotalAsync(Limit), Is.EqualTo(new Total(3, 25)));
            Assert.That(await cart.GetTotalAsync(), Is.EqualTo(new Total(3, 25)));
            Assert.That(await cart.FindAsync("a", [1, 2], 3), Is.EqualTo("a 2 3"));
            Assert.That(await cart.FindAsync(null, null, null), Is.Null);
            Assert.That(await cart.GetNameAsync(), Is.EqualTo("cart"), "of the base interface");
            Assert.That(await actor.As<INamed>().GetNameAsync(), Is.EqualTo("cart"), "by the base interface");
            Assert.That(await actor.As<IAudited>().GetNotesAsync(), Is.EqualTo(new[] { "first", "second" }), "another interface of the class");
            Assert.That(numbers, Is.EqualTo(Enumerable.Range(0, 100)));
        }
    }

    [Test]
    public async Task Arguments_are_passed_as_they_are()
    {
        Broker broker = CreateBroker();
        _ = broker.Spawn<IHolder>("holder", static () => new Holder());
        object given = new();
        Assert.That(await broker.Actor<IHolder>("holder").EchoAsync(given), Is.SameAs(given));
    }

    [Test]
    public async Task A_keyed_actor_is_made_by_its_first_call_and_a_child_by_its_parent()
    {
        Broker broker = CreateBroker();
        broker.Register<ICart>("cart/{key}", static key => new Cart(key));
        _ = broker.Spawn("parent", static () => new Parent());
        await broker.Actor("parent").AskAsync<bool>("spawn");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await broker.Actor<ICart>("cart/42").GetNameAsync(), Is.EqualTo("42"));
            Assert.That(await broker.Actor<INamed>("parent/child").GetNameAsync(), Is.EqualTo("child"));
        }
    }

    [Test]
    public async Task A_router_is_called_as_its_routees()
    {
        Broker broker = CreateBroker();
        Router carts = broker.SpawnRouter(
            "carts", RoutingStrategy.RoundRobin, broker.Spawn<ICart>("a", static () => new Cart("a")), broker.Spawn<ICart>("b", static () => new Cart("b")));
        ICart cart = carts.As<ICart>();
        Assert.That(new[] { await cart.GetNameAsync(), await cart.GetNameAsync() }, Is.EquivalentTo(new[] { "a", "b" }));
        Assert.That(await broker.Actor<ICart>("carts").GetNameAsync(), Is.AnyOf("a", "b"), "by the address of the router");
    }

    [Test]
    public async Task A_call_that_throws_fails_its_caller_and_restarts_the_actor()
    {
        Broker broker = CreateBroker();
        Cart[] instances = [new(), new(), new()];
        int made = 0;
        _ = broker.Spawn<ICart>("cart", () => instances[made++]);
        ICart cart = broker.Actor<ICart>("cart");
        await cart.AddAsync(new AddItem("book", 12), 1);
        Assert.That(
            async () => await cart.FailAsync("no luck"),
            Throws.TypeOf<ActorFailedException>().With.InnerException.TypeOf<FormatException>());
        Assert.That(await cart.GetTotalAsync(), Is.EqualTo(new Total(0, 0)), "another instance");
        await instances[0].Disposed.Task.WaitAsync(Limit);
        DeadLetter letter = await ReadLetter(broker, () => cart.FailAsync("again"));
        Assert.That((letter.Message.ToString(), letter.Reason), Is.EqualTo(("ICart.FailAsync(string)", DeadLetterReason.Failed)));
        await Eventually(() => broker.Restarts == 2, "restarted");
    }

    [Test]
    public async Task An_actor_without_the_interface_refuses_a_call_without_failing()
    {
        Broker broker = CreateBroker();
        _ = broker.Spawn<ICart>("cart", static () => new Cart());
        _ = broker.Spawn("function", static (_, context) =>
        {
            context.Unhandled();
            return default;
        });
        IOther other = broker.Actor<IOther>("cart");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                async () => await other.GetOtherAsync(),
                Throws.TypeOf<ActorInterfaceException>().With.Message.EqualTo(
                    "Actor 'cart' cannot be called: 'IOther.GetOtherAsync(): int' was called, which Cart does not implement"));
            Assert.That(async () => await Read(other.OthersAsync()), Throws.TypeOf<ActorInterfaceException>());
            Assert.That(
                async () => await broker.Actor<IOther>("function").GetOtherAsync(),
                Throws.TypeOf<ActorInterfaceException>().With.Message.Contains("it handles no calls, such as 'IOther.GetOtherAsync(): int'"));
        }

        await other.TellOtherAsync(1);
        await Eventually(() => broker.DeadLetters.CountOf(DeadLetterReason.Unhandled) == 4, "each is a dead letter");
        Assert.That(broker.Failures, Is.Zero);
    }

    [Test]
    public void A_type_without_generated_code_is_refused_with_the_reason()
    {
        Broker broker = CreateBroker();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                () => broker.Actor<IDisposable>("a"),
                Throws.InvalidOperationException.With.Message.Contains("[ActorInterface]").And.Message.Contains("ZmqNative.Actors.Generator"));
            Assert.That(() => broker.Spawn("a", static () => new Cart()), Throws.InvalidOperationException.With.Message.Contains("Spawn<IOrder>"));
            Assert.That(() => broker.Register<IDisposable>("a/{b}", static _ => null!), Throws.InvalidOperationException);
            Assert.That(() => broker.Actor<ICart>("a", TimeSpan.Zero), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => broker.Actor<ICart>(string.Empty), Throws.ArgumentException);
        }
    }

    [Test]
    public async Task References_are_equal_by_interface_and_reference()
    {
        Broker broker = CreateBroker();
        ActorRef actor = broker.Spawn<ICart>("cart", static () => new Cart());
        ICart cart = broker.Actor<ICart>("cart");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(cart, Is.EqualTo(actor.As<ICart>()));
            Assert.That(cart.GetHashCode(), Is.EqualTo(actor.As<ICart>().GetHashCode()));
            Assert.That(cart, Is.Not.EqualTo(broker.Actor<INamed>("cart")).And.Not.EqualTo(broker.Actor<ICart>("other")));
            Assert.That(cart.ToString(), Is.EqualTo("cart"));
            Assert.That(ActorRef.Of(cart), Is.EqualTo(actor));
            Assert.That(static () => ActorRef.Of(new Cart()), Throws.ArgumentException);
        }

        await broker.StopAsync(ActorRef.Of(cart), cancellationToken: Limit);
        Assert.That(async () => await cart.GetNameAsync(), Throws.TypeOf<ActorNotFoundException>());
    }

    private async Task<DeadLetter> ReadLetter(Broker broker, Func<ValueTask> fail)
    {
        IAsyncEnumerator<DeadLetter> letters = broker.DeadLetters.ReadAllAsync(cancellationToken: Limit).GetAsyncEnumerator(Limit);
        await using (letters.ConfigureAwait(false))
        {
            Assert.That(async () => await fail(), Throws.TypeOf<ActorFailedException>());
            Assert.That(await letters.MoveNextAsync());
            return letters.Current;
        }
    }

    private static async Task Read<T>(IAsyncEnumerable<T> stream)
    {
        await foreach (T _ in stream)
        {
        }
    }

    private sealed class Holder : IHolder
    {
        public ValueTask<object> EchoAsync(object given) => new(given);
    }

    private sealed class Parent : Actor
    {
        public override ValueTask ReceiveAsync(object message, ActorContext context)
        {
            _ = context.Spawn<INamed>("child", static () => new Cart("child"));
            context.Reply(true);
            return default;
        }
    }
}

[ActorInterface]
internal interface IHolder
{
    ValueTask<object> EchoAsync(object given);
}
