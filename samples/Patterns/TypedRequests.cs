namespace ZmqNative.Samples.Patterns;

/// <summary>Requests in JSON, and the exception that the client gets when a handler fails.</summary>
internal static class TypedRequests
{
    public static async Task RunAsync()
    {
        await using ReplyServer server = new("tcp://127.0.0.1:*", request => Payload.FromJson(
            request.GetJson(OrderJson.Default.Order)! with { Total = 42 }, OrderJson.Default.Order));
        await using RequestClient client = new(server.LastEndpoint);

        Order? order = await client.RequestJsonAsync(new Order("book", 0), OrderJson.Default.Order, OrderJson.Default.Order);
        Console.WriteLine($"{order!.Item}: {order.Total}");
        try { await client.RequestAsync("no JSON"); }
        catch (RequestFailedException failure) { Console.WriteLine(failure.Status); }
    }
}
