using ZmqNative.Samples.Orders;

namespace ZmqNative.Actors.TestKit.Tests;

/// <summary>The actors of samples/Orders, one by one with probes in place of the others, and together.</summary>
public sealed class OrdersTests : TestKitTest
{
    [Test]
    public async Task A_book_fills_orders_by_price_and_then_by_age()
    {
        TestProbe tape = Kit.CreateProbe("tape");
        TestProbe[] orders = [.. new[] { "s1", "s2", "s3", "b1" }.Select(id => Kit.CreateProbe($"order/{id}"))];
        Broker.Topics.Subscribe("executions/", tape);
        ActorRef book = Broker.Spawn("book/EUR", static () => new BookActor("EUR"));
        await book.TellAsync(new Enter("s1", Side.Sell, 1.08m, 100));
        await book.TellAsync(new Enter("s2", Side.Sell, 1.07m, 50));
        await book.TellAsync(new Enter("s3", Side.Sell, 1.08m, 100));
        await tape.ExpectNoneAsync();
        await book.TellAsync(new Enter("b1", Side.Buy, 1.08m, 120));
        await orders[3].ExpectSequenceAsync([new Fill(1.07m, 50), new Fill(1.08m, 70)]);
        await orders[1].ExpectMessageAsync(new Fill(1.07m, 50));
        await orders[0].ExpectMessageAsync(new Fill(1.08m, 70));
        await orders[2].ExpectNoneAsync();
        _ = await tape.ExpectAsync<TopicMessage>(static done => done.Message is Execution { Seller: "s2", Quantity: 50 });
        _ = await tape.ExpectAsync<TopicMessage>(static done => done.Message is Execution { Seller: "s1", Quantity: 70 });
    }

    [Test]
    public async Task An_order_is_entered_into_its_book_and_counts_its_fills()
    {
        TestProbe book = Kit.CreateProbe("book/EUR");
        RegisterOrders();
        ActorRef order = Broker.Actor("order/1");
        OrderState state = await order.AskAsync(new Place("EUR", Side.Buy, 1.07m, 10));
        Assert.That(state, Is.EqualTo(new OrderState("1", "working", 0, 10, 0)));
        await book.ExpectMessageAsync(new Enter("1", Side.Buy, 1.07m, 10));
        await order.TellAsync(new Fill(1.06m, 4));
        state = await order.AskAsync(new Cancel());
        Assert.That(state, Is.EqualTo(new OrderState("1", "cancelled", 4, 0, 1.06m)));
        await book.ExpectMessageAsync(new Withdraw("1"));
    }

    [Test]
    public async Task An_order_that_was_passivated_is_loaded_again()
    {
        _ = Kit.CreateProbe("book/EUR");
        RegisterOrders();
        _ = await Broker.Actor("order/1").AskAsync(new Place("EUR", Side.Buy, 1.07m, 10));
        Assert.That(Broker.TryGetActor("order/1", out _), Is.True);
        await Kit.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.That(Broker.TryGetActor("order/1", out _), Is.False);
        await Broker.Actor("order/1").TellAsync(new Fill(1.06m, 4));
        Assert.That((await Broker.Actor("order/1").AskAsync(new GetState())).Filled, Is.EqualTo(4));
    }

    [Test]
    public async Task An_invalid_order_fails_and_goes_on_after_a_pause()
    {
        TestProbe book = Kit.CreateProbe("book/EUR");
        RegisterOrders();
        ActorRef order = Broker.Actor("order/1");
        Assert.That(
            async () => await order.AskAsync(new Place("EUR", Side.Buy, 1m, 0)),
            Throws.TypeOf<ActorFailedException>().With.InnerException.TypeOf<DivideByZeroException>());
        _ = await Kit.DeadLetters.ExpectAsync<Place>(DeadLetterReason.Failed);
        ValueTask<OrderState> second = order.AskAsync(new Place("EUR", Side.Buy, 1m, 5));
        await book.ExpectNoneAsync();
        await Kit.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.That((await second).Status, Is.EqualTo("working"));
        await book.ExpectMessageAsync(new Enter("1", Side.Buy, 1m, 5));
    }

    private void RegisterOrders()
    {
        OrderStore store = new();
        Broker.Register("order/{id}", id => new OrderActor(id, store), new KeyedOptions { PassivateAfter = TimeSpan.FromSeconds(30) });
    }
}
