namespace ZmqNative.Actors.Tests;

public sealed class TypedActorTests : BrokerTest
{
    [Test]
    public async Task Each_kind_of_message_has_its_method()
    {
        Broker broker = CreateBroker();
        ActorRef cart = broker.Spawn("cart", static () => new Cart());
        await cart.TellAsync(new Add("book", 2), Limit);
        await cart.TellAsync(new Add("pen", 3), Limit);
        int total = await cart.AskAsync(new Total(), cancellationToken: Limit);
        Assert.That(total, Is.EqualTo(5));
        Assert.That(await cart.AskAsync<string>(new Slow(), cancellationToken: Limit), Is.EqualTo("slow"));
        await cart.TellAsync(new Total(), Limit);
        Assert.That(async () => await cart.AskAsync<int>("unknown"), Throws.TypeOf<ActorFailedException>());
        await Eventually(() => broker.DeadLetters.CountOf(DeadLetterReason.Unhandled) == 1, "counted");
    }

    [Test]
    public void A_class_without_a_handler_for_a_described_message_cannot_be_created()
    {
        Assert.That(() => new Wrong(), Throws.TypeOf<TypeInitializationException>()
            .With.InnerException.Message.Contains("does not implement"));
    }

    private sealed record Add(string Item, int Count);

    private sealed record Total : IAsk<int>;

    private sealed record Slow;

    private sealed class Cart : Actor<Cart>, IHandlers<Cart>, IHandle<Add>, IHandle<Total, int>, IHandle<Slow, string>
    {
        private int _count;

        public static void Describe(HandlerTable<Cart> handlers) => handlers.Tell<Add>().Ask<Total, int>().Ask<Slow, string>();

        public ValueTask HandleAsync(Add message, ActorContext context)
        {
            _count += message.Count;
            return default;
        }

        public ValueTask<int> HandleAsync(Total message, ActorContext context) => new(_count);

        public async ValueTask<string> HandleAsync(Slow message, ActorContext context)
        {
            await Task.Yield();
            return "slow";
        }
    }

    private sealed class Wrong : Actor<Wrong>, IHandlers<Wrong>
    {
        public static void Describe(HandlerTable<Wrong> handlers) => handlers.Tell<Add>();
    }
}
