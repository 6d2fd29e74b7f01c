using ZmqNative;
using ZmqNative.Actors;
using ZmqNative.Actors.Remote;
using ZmqNative.Actors.Tests.AotProbe;
using ZmqNative.Patterns;

// Uses each feature of a broker once. The test compares the output.
JsonMessageSerializer json = new JsonMessageSerializer().Add(ProbeJson.Default.Add).Add(ProbeJson.Default.GetSum).Add(ProbeJson.Default.Sum);
ActorOptions actors = new() { Supervision = new Supervision { InitialBackoff = TimeSpan.Zero } };
await using Broker shop = new("tcp://127.0.0.1:*", new BrokerOptions { Serializer = json, Actors = actors });
shop.Register("sum/{key}", static key => new Adder(key));
ActorRef first = shop.Actor("sum/a");
await first.TellAsync(new Add(40));
await first.TellAsync(new Add(2));
Console.WriteLine($"local {await first.AskAsync(new GetSum())}");
await first.TellAsync(new Add(-1));
Console.WriteLine($"restarted {await first.AskAsync(new GetSum())}");

await using BrokerClient client = new(shop.LastEndpoint, new BrokerClientOptions { Serializer = json });
ActorRef second = client.Actor("sum/b");
await second.TellAsync(new Add(7));
Console.WriteLine($"remote {await second.AskAsync(new GetSum())}");

_ = shop.Spawn("echo", static (message, context) =>
{
    context.Reply((Frame)message);
    return default;
});
using (Frame echo = await client.Actor("echo").AskAsync<Frame>(Frame.FromText("raw")))
{
    Console.WriteLine($"frame {echo}");
}

_ = shop.Spawn("count", static async (message, context) =>
{
    using ReplyWriter<int> writer = context.ReplyStream<int>();
    for (int i = 1; i <= 3; i++)
    {
        await writer.WriteAsync(i);
    }
});
await foreach (int number in client.Actor("count").AskStreamAsync<int>("go"))
{
    Console.WriteLine($"stream {number}");
}

_ = shop.Spawn<IGreeter>("greeter", static () => new Greeter());
foreach (IGreeter greeter in new[] { shop.Actor<IGreeter>("greeter"), client.Actor<IGreeter>("greeter") })
{
    await greeter.RenameAsync("you", 2);
    Console.WriteLine($"typed {await greeter.GreetAsync(new Add(3))}");
    await greeter.ResetAsync();
    await foreach (int number in greeter.CountAsync(2))
    {
        Console.WriteLine($"typed {number}");
    }
}

try
{
    _ = shop.Actor<IDisposable>("greeter");
}
catch (InvalidOperationException)
{
    Console.WriteLine("no code");
}

TaskCompletionSource<string> published = new(TaskCreationOptions.RunContinuationsAsynchronously);
ActorRef listener = shop.Spawn("listener", (message, context) =>
{
    published.SetResult(((TopicMessage)message).Topic);
    return default;
});
_ = shop.Topics.Subscribe("news", listener);
_ = shop.Topics.Publish("news/1", "hello");
Console.WriteLine($"topic {await published.Task}");
TaskCompletionSource<object> happened = new(TaskCreationOptions.RunContinuationsAsynchronously);
ActorOptions special = new()
{
    Scheduler = ActorScheduler.DedicatedThread,
    Priorities = MessagePriorities.ByType(2, otherwise: 1).With<string>(0),
    Middleware = [static (message, context, next) => next(message, context)],
};
ActorRef watcher = shop.Spawn("watcher", (message, context) =>
{
    happened.SetResult(message);
    return default;
}, special);
_ = shop.Events.Subscribe<IComparable>(watcher);
_ = shop.Events.Publish("published");
Console.WriteLine($"event {await happened.Task}");
Router pool = shop.SpawnPool("pool", static () => new Adder("pool"), new PoolOptions { Min = 2 });
Console.WriteLine($"pool {pool.Routees.Count}");
try
{
    _ = await client.Actor("unknown").AskAsync<int>(1);
}
catch (ActorNotFoundException missing)
{
    Console.WriteLine($"missing {missing.Address}");
}

Console.WriteLine("fine");
