namespace ZmqNative.Samples.Orders;

/// <summary>The calls of <c>order/{id}</c>.</summary>
[ActorInterface]
internal interface IOrder
{
    /// <summary>Places the order, once.</summary>
    ValueTask<OrderState> PlaceAsync(Place order);

    ValueTask<OrderState> GetStateAsync();

    /// <summary>Cancels the quantity that is not filled yet.</summary>
    ValueTask<OrderState> CancelAsync();

    /// <summary>From a book: the order is filled, in part or completely.</summary>
    [Tell]
    ValueTask FillAsync(decimal price, int quantity, CancellationToken cancellationToken = default);
}
