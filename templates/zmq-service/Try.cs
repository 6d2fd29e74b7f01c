using ZmqNative.Patterns;

namespace ZmqService;

/// <summary>Orders something, and shows what is published about it.</summary>
internal static class Try
{
    public static async Task OrderAsync(string orders, string receipts)
    {
        await using Subscriber subscriber = new(receipts, "receipts");
        await using RequestClient client = new(orders);
        await subscriber.WaitForPeersAsync();

        Receipt? receipt = await client.RequestJsonAsync(new Order("tea", 3), OrderJson.Default.Order, OrderJson.Default.Receipt);
        Console.WriteLine($"Receipt: {receipt}");
        try
        {
            _ = await client.RequestJsonAsync(new Order("tea", 0), OrderJson.Default.Order, OrderJson.Default.Receipt);
        }
        catch (RequestFailedException refused)
        {
            Console.WriteLine($"{refused.Status}: {refused.ServerText}");
        }

        // What was published before the subscription had arrived is not sent to it: order until a receipt is there.
        using CancellationTokenSource end = new(TimeSpan.FromSeconds(30));
        ValueTask<ReceivedMessage> published = subscriber.ReceiveAsync(end.Token);
        while (!published.IsCompleted)
        {
            _ = await client.RequestJsonAsync(new Order("coffee", 1), OrderJson.Default.Order, OrderJson.Default.Receipt);
            await Task.Delay(TimeSpan.FromMilliseconds(50), end.Token);
        }

        using ReceivedMessage message = await published;
        Console.WriteLine($"Published: {message.GetJson(OrderJson.Default.Receipt)}");
    }
}
