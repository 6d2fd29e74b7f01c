// The guide's subscriber.py: dotnet run --project samples/Subscriber -- [endpoint] [count]
using ZmqNative.Samples;

string endpoint = args.ElementAtOrDefault(0) ?? "tcp://localhost:5555";
int left = args.Length > 1 ? int.Parse(args[1]) : int.MaxValue;

await using Subscriber subscriber = new(endpoint, topic: "updates");
Console.WriteLine($"Receiving updates from {endpoint}.");
await foreach (Update update in subscriber.ReadAllJsonAsync(UpdateJson.Default.Update))
{
    Console.WriteLine($"Received: {update.Id} {update.Type}: {update.Message} ({update.Timestamp:F3})");
    if (--left == 0)
    {
        break;
    }
}
