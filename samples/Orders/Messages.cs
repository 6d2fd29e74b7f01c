using System.Text.Json.Serialization;

namespace ZmqNative.Samples.Orders;

internal enum Side
{
    Buy,
    Sell,
}

/// <summary>To <c>order/{id}</c>: begins the order.</summary>
internal sealed record Place(string Symbol, Side Side, decimal Price, int Quantity) : IAsk<OrderState>;

/// <summary>To <c>order/{id}</c>: how far it is.</summary>
internal sealed record GetState : IAsk<OrderState>;

/// <summary>To <c>order/{id}</c>: takes back what is not filled yet.</summary>
internal sealed record Cancel : IAsk<OrderState>;

/// <summary>The answer of an order. The average price is of what is filled.</summary>
internal sealed record OrderState(string Id, string Status, int Filled, int Open, decimal AveragePrice);

/// <summary>From an order to <c>book/{symbol}</c>.</summary>
internal sealed record Enter(string Order, Side Side, decimal Price, int Quantity);

/// <summary>From an order to <c>book/{symbol}</c>.</summary>
internal sealed record Withdraw(string Order);

/// <summary>From a book to an order.</summary>
internal sealed record Fill(decimal Price, int Quantity);

/// <summary>What a book publishes under <c>executions/{symbol}</c>.</summary>
internal sealed record Execution(string Symbol, decimal Price, int Quantity, string Buyer, string Seller);

/// <summary>How messages are written and read at the edge of the process, without reflection.</summary>
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
