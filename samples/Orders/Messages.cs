using System.Text.Json.Serialization;

namespace ZmqNative.Samples.Orders;

internal enum Side
{
    Buy,
    Sell,
}

/// <summary>The content of an order: to buy or sell, and how much of it at which price.</summary>
internal sealed record Place(string Symbol, Side Side, decimal Price, int Quantity);

/// <summary>The answer of an order. The average price is that of the filled quantity.</summary>
internal sealed record OrderState(string Id, string Status, int Filled, int Open, decimal AveragePrice);

/// <summary>An order in a book, with its open quantity.</summary>
internal sealed record Entry(string Order, Side Side, decimal Price, int Quantity);

/// <summary>The message that a book publishes under <c>executions/{symbol}</c>.</summary>
internal sealed record Execution(string Symbol, decimal Price, int Quantity, string Buyer, string Seller);

/// <summary>The JSON contracts of arguments, results and messages between processes, without reflection.</summary>
[JsonSerializable(typeof(Place))]
[JsonSerializable(typeof(OrderState))]
[JsonSerializable(typeof(Execution))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
internal sealed partial class OrdersJson : JsonSerializerContext
{
    public static JsonMessageSerializer CreateSerializer() => new JsonMessageSerializer()
        .Add("place", Default.Place)
        .Add("order", Default.OrderState)
        .Add("execution", Default.Execution);
}
