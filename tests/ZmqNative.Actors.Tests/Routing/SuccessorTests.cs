namespace ZmqNative.Actors.Tests;

/// <summary>Routees that have the address of one that has stopped.</summary>
public sealed class SuccessorTests : BrokerTest
{
    private TaskCompletionSource _held = null!;
    private TaskCompletionSource _go = null!;

    [SetUp]
    public void Forget()
    {
        _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    [Test]
    public async Task One_that_is_added_before_the_notification_of_the_stop_stays()
    {
        Broker broker = CreateBroker();
        ActorRef first = broker.Spawn("routee", static (string text) => text);
        Router router = SpawnRouter(broker, first);

        // The router's actor is in its turn, so it cannot be notified.
        await broker.Actor("router").TellAsync("hold", Limit);
        await _held.Task.WaitAsync(Limit);
        await broker.StopAsync(first);
        ActorRef second = broker.Spawn("routee", static (string text) => text);
        bool isAdded = router.Add(second);
        _go.SetResult();
        Assert.That(isAdded);

        // Through the router's actor, which handles the notification before.
        Assert.That(await broker.Actor("router").AskAsync<string>("x", cancellationToken: Limit), Is.EqualTo("x"));
        Assert.That(router.Routees.Single(), Is.SameAs(second));
    }

    [Test]
    public async Task One_is_not_removed_by_a_message_that_has_found_its_predecessor()
    {
        Broker broker = CreateBroker();
        ActorRef first = broker.Spawn("routee", static (string text) => text);
        Router router = SpawnRouter(broker, first);

        // The message has read the routees, and waits for its key.
        Task telling = Task.Run(() => router.TellAsync("hold", Limit).AsTask());
        await _held.Task.WaitAsync(Limit);
        await broker.StopAsync(first);
        _ = router.Remove(first);
        ActorRef second = broker.Spawn("routee", static (string text) => text);
        bool isAdded = router.Add(second);
        _go.SetResult();
        Assert.That(isAdded);
        await telling;
        Assert.That(router.Routees.Single(), Is.SameAs(second));
    }

    private Router SpawnRouter(Broker broker, ActorRef routee) => broker.SpawnRouter(
        "router",
        new RouterOptions
        {
            Strategy = RoutingStrategy.ConsistentHash,
            KeyOf = message =>
            {
                if (message is "hold")
                {
                    // Blocks on purpose: nothing else happens between the reading of the routees and the choice.
                    _ = _held.TrySetResult();
                    SpinWait.SpinUntil(() => _go.Task.IsCompleted || Limit.IsCancellationRequested);
                }

                return 1;
            },
        },
        routee);
}
