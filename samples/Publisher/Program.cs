// The guide's publisher.py: dotnet run --project samples/Publisher -- [endpoint] [count]
using ZmqNative.Samples;

string endpoint = args.ElementAtOrDefault(0) ?? "tcp://127.0.0.1:5555";
int count = args.Length > 1 ? int.Parse(args[1]) : int.MaxValue;

await using Publisher publisher = new(endpoint);
Console.WriteLine($"Publishing updates at {publisher.LastEndpoint}; waiting for a subscriber.");
await publisher.WaitForSubscriberAsync();

using PeriodicTimer pace = new(TimeSpan.FromSeconds(count == int.MaxValue ? 1 : 0.01));
for (int id = 1; id <= count; id++)
{
    double now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
    Update update = new(id, "notification", $"This is test message {id}", now);
    await publisher.PublishJsonAsync("updates", update, UpdateJson.Default.Update);
    Console.WriteLine($"Sent: {update.Message}");
    await pace.WaitForNextTickAsync();
}
