// dotnet run --project samples/Patterns -- PublishSubscribe
using ZmqNative.Samples.Patterns;

Dictionary<string, Func<Task>> examples = new(StringComparer.OrdinalIgnoreCase)
{
    [nameof(PublishSubscribe)] = PublishSubscribe.RunAsync,
    [nameof(Topics)] = Topics.RunAsync,
    [nameof(RequestReply)] = RequestReply.RunAsync,
    [nameof(TypedRequests)] = TypedRequests.RunAsync,
    [nameof(PushPull)] = PushPull.RunAsync,
    [nameof(Workers)] = Workers.RunAsync,
    [nameof(PairRequests)] = PairRequests.RunAsync,
    [nameof(PairStreams)] = PairStreams.RunAsync,
};

if (args is [string name] && examples.TryGetValue(name, out Func<Task>? example))
{
    await example();
    return 0;
}

Console.Error.WriteLine($"Say which example: {string.Join(", ", examples.Keys)}");
return 2;
