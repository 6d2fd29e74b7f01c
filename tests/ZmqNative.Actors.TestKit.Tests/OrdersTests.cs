using ZmqNative.Samples.Orders;

namespace ZmqNative.Actors.TestKit.Tests;

/// <summary>The actors of samples/Orders on virtual time.</summary>
public sealed class OrdersTests : TestKitTest
{
    [Test]
    public async Task A_book_fills_orders_by_price_and_then_by_age()
    {
        TestProbe tape = Kit.CreateProbe("tape");
        _ = Broker.Topics.Subscribe("executions/", tape);
        RegisterOrders();
        RegisterBooks();
        _ = await Order("s1").PlaceAsync(new Place("EUR", Side.Sell, 1.08m, 100));
        _ = await Order("s2").PlaceAsync(new Place("EUR", Side.Sell, 1.07m, 50));
        _ = await Order("s3").PlaceAsync(new Place("EUR", Side.Sell, 1.08m, 100));
        await tape.ExpectNoneAsync();
        _ = await Order("b1").PlaceAsync(new Place("EUR", Side.Buy, 1.08m, 120));
        _ = await tape.ExpectAsync<TopicMessage>(static done => done.Message is Execution { Seller: "s2", Quantity: 50 });
        _ = await tape.ExpectAsync<TopicMessage>(static done => done.Message is Execution { Seller: "s1", Quantity: 70 });
        await tape.ExpectNoneAsync();
        Assert.That((await Order("b1").GetStateAsync()).Status, Is.EqualTo("filled"));
        Assert.That(await Order("s3").GetStateAsync(), Is.EqualTo(new OrderState("s3", "working", 0, 100, 0)));
    }

    [Test]
    public async Task An_order_counts_its_fills_and_cancels_the_rest()
    {
        RegisterOrders();
        RegisterBooks();
        OrderState state = await Order("1").PlaceAsync(new Place("EUR", Side.Buy, 1.07m, 10));
        Assert.That(state, Is.EqualTo(new OrderState("1", "working", 0, 10, 0)));
        await Order("1").FillAsync(1.06m, 4);
        Assert.That(await Order("1").CancelAsync(), Is.EqualTo(new OrderState("1", "cancelled", 4, 0, 1.06m)));
    }

    [Test]
    public async Task An_order_that_was_passivated_is_loaded_again()
    {
        RegisterOrders();
        RegisterBooks();
        _ = await Order("1").PlaceAsync(new Place("EUR", Side.Buy, 1.07m, 10));
        Assert.That(Broker.TryGetActor("order/1", out _), Is.True);
        await Kit.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.That(Broker.TryGetActor("order/1", out _), Is.False);
        await Order("1").FillAsync(1.06m, 4);
        Assert.That((await Order("1").GetStateAsync()).Filled, Is.EqualTo(4));
    }

    [Test]
    public async Task An_invalid_order_fails_and_goes_on_after_a_pause()
    {
        RegisterOrders();
        RegisterBooks();
        Assert.That(
            async () => await Order("1").PlaceAsync(new Place("EUR", Side.Buy, 1m, 0)),
            Throws.TypeOf<ActorFailedException>().With.InnerException.TypeOf<DivideByZeroException>());
        ValueTask<OrderState> second = Order("1").PlaceAsync(new Place("EUR", Side.Buy, 1m, 5));
        await Kit.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.That((await second).Status, Is.EqualTo("working"));
    }

    private IOrder Order(string id) => Broker.Actor<IOrder>($"order/{id}");

    private void RegisterOrders()
    {
        OrderStore store = new();
        Broker.Register<IOrder>("order/{id}", id => new OrderActor(id, store), new KeyedOptions { PassivateAfter = TimeSpan.FromSeconds(30) });
    }

    private void RegisterBooks() =>
        Broker.Register<IBook>("book/{symbol}", static symbol => new BookActor(symbol), new KeyedOptions { PassivateAfter = null });
}
