// Measures the messages per second that the gateway accepts over HTTP, whether all of them arrive, and its memory:
// ./build.sh load [--requests=20000] [--connections=16] [--long]
using ZmqNative.Gateway.Load;

if (LoadOptions.Parse(args) is not { } options)
{
    await Console.Error.WriteLineAsync(LoadOptions.Help);
    return 2;
}

// The subscriber binds: its port is known before there is a gateway.
await using Subscriber subscriber = new("@tcp://127.0.0.1:*", "updates", new SubscriberOptions { ReceiveHighWatermark = 0 });
await using GatewayProcess gateway = await GatewayProcess.StartAsync($">{subscriber.LastEndpoint}");
await subscriber.WaitForPeersAsync();

using (RequestLoad warmUp = new(gateway.Address, options with { Requests = 2000 }, "warm-up"))
{
    await warmUp.RunAsync();
}

int arrived = 0;
TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
subscriber.Handle(message =>
{
    if (message.Span.IndexOf("load-"u8) >= 0 && Interlocked.Increment(ref arrived) == options.Requests)
    {
        all.TrySetResult();
    }
});

double heapBefore = await gateway.ReadHeapAsync();
using MemoryCurve memory = new(gateway.Process);
Task looking = memory.RunAsync();
using RequestLoad load = new(gateway.Address, options, "load");
TimeSpan time = await load.RunAsync();
bool complete = all.Task == await Task.WhenAny(all.Task, Task.Delay(TimeSpan.FromSeconds(10)));
memory.Stop();
await looking;
double heapAfter = await gateway.ReadHeapAsync();

Array.Sort(load.Milliseconds);
double At(double share) => load.Milliseconds[(int)(share * (options.Requests - 1))];
Console.WriteLine($"{options.Requests:N0} requests over {options.Connections} connections in {time.TotalSeconds:F2} s: {options.Requests / time.TotalSeconds:N0} requests/s");
Console.WriteLine($"answered within {At(0.5):F2} ms (half), {At(0.99):F2} ms (99 %), {At(1):F2} ms (all)");
Console.WriteLine($"{arrived:N0} of {options.Requests:N0} messages arrived at the subscriber");
Console.WriteLine($"memory {memory.Points[0].Mebibytes:F0} MiB before, {memory.Points.Max(static p => p.Mebibytes):F0} at most, {memory.Points[^1].Mebibytes:F0} after: {memory.Draw(60)}");
Console.WriteLine($"of it the .NET heap has committed {heapBefore:F0} MiB before, {heapAfter:F0} after");

Directory.CreateDirectory("artifacts");
await File.WriteAllLinesAsync(
    Path.Combine("artifacts", "gateway-memory.csv"),
    memory.Points.Select(static p => $"{p.Seconds:F2},{p.Mebibytes:F1}").Prepend("seconds,mebibytes"));
return complete ? 0 : 1;
