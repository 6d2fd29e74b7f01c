using System.Text.Json.Serialization;

namespace ZmqNative.Samples.Orders;

internal enum Side
{
    Buy,
    Sell,
}

/// <summary>To <c>order/{id}</c>: places the order.</summary>
internal sealed record Place(string Symbol, Side Side, decimal Price, int Quantity) : IAsk<OrderState>;

/// <summary>To <c>order/{id}</c>: asks for its state.</summary>
internal sealed record GetState : IAsk<OrderState>;

/// <summary>To <c>order/{id}</c>: cancels the quantity that is not filled yet.</summary>
internal sealed record Cancel : IAsk<OrderState>;

/// <summary>The answer of an order. The average price is that of the filled quantity.</summary>
internal sealed record OrderState(string Id, string Status, int Filled, int Open, decimal AveragePrice);

/// <summary>From an order to <c>book/{symbol}</c>.</summary>
internal sealed record Enter(string Order, Side Side, decimal Price, int Quantity);

/// <summary>From an order to <c>book/{symbol}</c>.</summary>
internal sealed record Withdraw(string Order);

/// <summary>From a book to an order.</summary>
internal sealed record Fill(decimal Price, int Quantity);

/// <summary>The message that a book publishes under <c>executions/{symbol}</c>.</summary>
internal sealed record Execution(string Symbol, decimal Price, int Quantity, string Buyer, string Seller);

/// <summary>The JSON contracts of the messages to other processes, without reflection.</summary>
[JsonSerializable(typeof(Place))]
[JsonSerializable(typeof(GetState))]
[JsonSerializable(typeof(Cancel))]
[JsonSerializable(typeof(OrderState))]
[JsonSerializable(typeof(Execution))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
internal sealed partial class OrdersJson : JsonSerializerContext
{
    public static JsonMessageSerializer CreateSerializer() => new JsonMessageSerializer()
        .Add("place", Default.Place)
        .Add("state", Default.GetState)
        .Add("cancel", Default.Cancel)
        .Add("order", Default.OrderState)
        .Add("execution", Default.Execution);
}
