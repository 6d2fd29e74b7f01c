using System.Collections.Concurrent;
using System.Diagnostics;

namespace ZmqNative.Actors.Tests;

/// <summary>Routers whose routees are actors of other brokers, over tcp.</summary>
public sealed class RemoteRouteeTests : RemoteTest
{
    private const int Brokers = 3;

    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    [SetUp]
    public void Forget() => _counts.Clear();

    [Test]
    public async Task Round_robin_distributes_asks_and_tells()
    {
        Router router = await SpawnAsync(RoutingStrategy.RoundRobin);
        for (int i = 0; i < 10 * Brokers; i++)
        {
            await router.TellAsync($"{i}", Limit);
            _ = await router.AskAsync<string>($"{i}", cancellationToken: Limit);
        }

        await Eventually(() => _counts.Values.Sum() == 20 * Brokers, "all have come");
        Assert.That(_counts.Values, Is.All.EqualTo(20));
    }

    [Test]
    public async Task A_message_with_a_trace_context_reaches_its_routee()
    {
        Broker there = Listen();
        TaskCompletionSource<(object, ActivityTraceId?)> got = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = there.Spawn("routee", (message, _) =>
        {
            got.SetResult((message, Activity.Current?.TraceId));
            return default;
        });
        Broker here = CreateBroker(Remotely());
        Router router = here.SpawnRouter("router", RoutingStrategy.RoundRobin, here.Actor($"{there.LastEndpoint}/routee"));
        ActorRef piping = here.Spawn("piping", (_, context) =>
        {
            context.PipeTo(router, Task.FromResult("text"));
            return default;
        });
        ActivityTraceId trace;
        using (Activity activity = new Activity("traced").Start())
        {
            trace = activity.TraceId;
            await piping.TellAsync("go", Limit);
        }

        Assert.That(await got.Task.WaitAsync(Limit), Is.EqualTo(((object)"text", (ActivityTraceId?)trace)));
    }

    [Test]
    public async Task The_least_loaded_routee_gets_the_ask()
    {
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Router router = await SpawnAsync(RoutingStrategy.LeastLoaded, release.Task);
        int[] before = [5, 2, 9];
        List<Task<string>> asks = [];
        for (int i = 0; i < Brokers; i++)
        {
            for (int k = 0; k < before[i]; k++)
            {
                asks.Add(router.Routees[i].AskAsync<string>($"{k}", cancellationToken: Limit).AsTask());
            }
        }

        Assert.That(router.Routees.Select(static routee => routee.Load), Is.EqualTo(before));
        for (int i = 0; i < 11; i++)
        {
            asks.Add(router.AskAsync<string>("fill up", cancellationToken: Limit).AsTask());
        }

        Assert.That(router.Routees.Select(static routee => routee.Load), Is.All.EqualTo(9));
        release.SetResult();
        _ = await Task.WhenAll(asks);
        Assert.That(router.Load, Is.Zero);
        Assert.That(_counts.Values, Is.All.EqualTo(9));
    }

    [Test]
    public async Task The_routee_of_a_lost_broker_is_removed_and_its_asks_do_not_count_as_load()
    {
        Broker here = CreateBroker(Remotely());
        AsyncSocket mute = Bound(SocketType.Router, AnyPort);
        ActorRef routee = here.Actor($"{mute.LastEndpoint}/actor1");
        Router router = here.SpawnRouter("router", RoutingStrategy.LeastLoaded, routee);
        Task<string> ask = router.AskAsync<string>("?", cancellationToken: Limit).AsTask();
        for (int i = 0; i < 2; i++)
        {
            // The watch and the ask.
            (await mute.ReceiveAsync(Limit)).Dispose();
        }

        Assert.That(routee.Load, Is.EqualTo(1));
        await mute.DisposeAsync();
        _ = await Assert.ThrowsAsync<BrokerLostException>(() => ask);
        Assert.That(routee.Load, Is.Zero);
        await Eventually(() => router.Routees.Count == 0, "it has left");
    }

    [Test]
    public async Task A_broadcast_reaches_all_and_the_first_answer_counts()
    {
        Router router = await SpawnAsync(RoutingStrategy.Broadcast);
        await router.TellAsync(Frame.FromText("news"), Limit);
        await Eventually(() => _counts.Count == Brokers, "all have it");
        Assert.That(await router.AskAsync<string>("?", cancellationToken: Limit), Does.StartWith("who/"));
        await Eventually(() => _counts.Values.Sum() == 2 * Brokers, "all are asked");
    }

    [Test]
    public async Task Messages_with_one_key_go_to_the_same_routee()
    {
        Router router = await SpawnAsync(RoutingStrategy.ConsistentHash);
        string[] owners = new string[50];
        for (int i = 0; i < owners.Length; i++)
        {
            owners[i] = await router.AskAsync<string>($"key {i}", cancellationToken: Limit);
        }

        Assert.That(owners.Distinct(StringComparer.Ordinal).Count(), Is.EqualTo(Brokers));
        for (int i = 0; i < owners.Length; i++)
        {
            Assert.That(await router.AskAsync<string>($"key {i}", cancellationToken: Limit), Is.EqualTo(owners[i]));
        }
    }

    private async Task<Router> SpawnAsync(RoutingStrategy strategy, Task? release = null)
    {
        Broker here = CreateBroker(Remotely());
        ActorRef[] routees = [.. Enumerable.Range(0, Brokers).Select(i =>
        {
            Broker there = Listen();
            string name = $"who/{i}";
            _ = there.Spawn(name, async (message, context) =>
            {
                if (message is AddItem)
                {
                    context.Reply(name);
                    return;
                }

                _ = _counts.AddOrUpdate(name, 1, static (_, count) => count + 1);
                (message as IDisposable)?.Dispose();
                await (release ?? Task.CompletedTask);
                context.Reply(name);
            });
            return here.Actor($"{there.LastEndpoint}/{name}");
        })];

        // A message whose routee has no connection yet goes to another one: the strategies differ only when all are connected.
        foreach (ActorRef routee in routees)
        {
            _ = await routee.AskAsync<string>(new AddItem("to connect", 0), cancellationToken: Limit);
        }

        return here.SpawnRouter("router", strategy, routees);
    }
}
