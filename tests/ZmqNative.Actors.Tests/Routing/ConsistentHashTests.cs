using System.Diagnostics;

namespace ZmqNative.Actors.Tests;

public sealed class ConsistentHashTests : BrokerTest
{
    private const int Keys = 2_000;

    [Test]
    public async Task Messages_of_one_key_go_to_one_routee()
    {
        Broker broker = CreateBroker();
        Router router = SpawnRouter(broker, 5, new RouterOptions { Strategy = RoutingStrategy.ConsistentHash });
        string[] first = await OwnersAsync(router, static i => new Keyed($"key {i}"));
        string[] again = await OwnersAsync(router, static i => new Keyed($"key {i}"));
        Assert.That(again, Is.EqualTo(first));

        // The keys are distributed about evenly.
        Assert.That(first.GroupBy(static owner => owner, StringComparer.Ordinal).Select(static share => share.Count()), Is.All.InRange(Keys / 10, Keys * 2 / 5));
    }

    [Test]
    public async Task The_key_may_come_from_a_function()
    {
        Broker broker = CreateBroker();
        RouterOptions options = new() { Strategy = RoutingStrategy.ConsistentHash, KeyOf = static message => (int)message % 10 };
        Router router = SpawnRouter(broker, 5, options);
        string[] owners = await OwnersAsync(router, static i => i);
        for (int i = 0; i < owners.Length; i++)
        {
            Assert.That(owners[i], Is.EqualTo(owners[i % 10]));
        }
    }

    [Test]
    public async Task A_message_with_a_trace_context_has_its_key()
    {
        Broker broker = CreateBroker();
        TaskCompletionSource<object> got = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ActorRef routee = broker.Spawn("routee", (message, _) =>
        {
            got.SetResult(message);
            return default;
        });
        Router router = broker.SpawnRouter("router", RoutingStrategy.ConsistentHash, routee);
        ActorRef piping = broker.Spawn("piping", (_, context) =>
        {
            context.PipeTo(router, Task.FromResult("key"));
            return default;
        });
        using (new Activity("traced").Start())
        {
            await piping.TellAsync("go", Limit);
        }

        Assert.That(await got.Task.WaitAsync(Limit), Is.EqualTo("key"));
    }

    [Test]
    public async Task Adding_or_removing_a_routee_moves_only_its_own_keys()
    {
        Broker broker = CreateBroker();
        Router router = SpawnRouter(broker, 5, new RouterOptions { Strategy = RoutingStrategy.ConsistentHash });
        string[] before = await OwnersAsync(router, static i => new Keyed($"key {i}"));
        _ = router.Add(Who(broker, "newcomer"));
        string[] with = await OwnersAsync(router, static i => new Keyed($"key {i}"));
        int moved = 0;
        for (int i = 0; i < Keys; i++)
        {
            if (with[i] != before[i])
            {
                moved++;
                Assert.That(with[i], Is.EqualTo("newcomer"));
            }
        }

        Assert.That(moved, Is.InRange(1, Keys / 3));
        _ = router.Remove(broker.Actor("newcomer"));
        Assert.That(await OwnersAsync(router, static i => new Keyed($"key {i}")), Is.EqualTo(before));
    }

    [Test]
    public async Task A_message_without_a_key_is_refused_and_a_dead_letter()
    {
        Broker broker = CreateBroker();
        Router router = SpawnRouter(broker, 2, new RouterOptions { Strategy = RoutingStrategy.ConsistentHash });
        Assert.That(router.TryTell(42), Is.False);
        Assert.That(async () => await router.TellAsync(42), Throws.ArgumentException.With.Message.Contains("Int32"));
        Assert.That(async () => await router.AskAsync<string>(42), Throws.ArgumentException);
        Assert.That(async () => await router.TellAsync(Frame.FromText("no key")), Throws.ArgumentException);
        Assert.That(broker.DeadLetters.CountOf(DeadLetterReason.Unhandled), Is.EqualTo(3));
        Assert.That(await router.AskAsync<string>("a text is its own key", cancellationToken: Limit), Does.StartWith("who/"));
    }

    [Test]
    public void Keys_are_the_same_in_every_process()
    {
        // Fixed values: a change would move every key to another routee during an update.
        using (Assert.EnterMultipleScope())
        {
            Assert.That(((RoutingKey)"order/42").Hash, Is.EqualTo(RoutingKey.From("order/42").Hash));
            Assert.That(((RoutingKey)"order/42").Hash, Is.EqualTo(3144212390180515561UL));
            Assert.That(((RoutingKey)42L).Hash, Is.EqualTo(7552429858295617514UL));
            Assert.That((RoutingKey)Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), Is.Not.EqualTo((RoutingKey)Guid.Empty));
        }
    }

    [TestCase(0)]
    [TestCase(4097)]
    public void Virtual_nodes_are_bounded(int nodes) =>
        Assert.That(() => new RouterOptions { VirtualNodes = nodes }, Throws.TypeOf<ArgumentOutOfRangeException>());

    private static Router SpawnRouter(Broker broker, int count, RouterOptions options) => broker.SpawnRouter(
        "router", options, Enumerable.Range(0, count).Select(i => Who(broker, $"who/{i}")));

    private static ActorRef Who(Broker broker, string address) => broker.Spawn(address, (object message) => address);

    private async Task<string[]> OwnersAsync(Router router, Func<int, object> message)
    {
        string[] owners = new string[Keys];
        for (int i = 0; i < Keys; i++)
        {
            owners[i] = await router.AskAsync<string>(message(i), cancellationToken: Limit);
        }

        return owners;
    }

    private sealed record Keyed(string Key) : IConsistentHashKey
    {
        public RoutingKey ConsistentHashKey => Key;
    }
}
