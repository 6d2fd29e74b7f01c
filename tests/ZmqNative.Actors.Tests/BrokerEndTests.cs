namespace ZmqNative.Actors.Tests;

public sealed class BrokerEndTests : BrokerTest
{
    [Test]
    public async Task Messages_in_the_mailboxes_are_handled_before_the_end()
    {
        Broker broker = CreateBroker(new BrokerOptions { DrainTimeout = Generous });
        int handled = 0;
        ActorRef last = broker.Spawn("last", (_, _) =>
        {
            handled++;
            return default;
        });
        for (int i = 0; i < 1000; i++)
        {
            Assert.That(last.TryTell(i), Is.True);
        }

        await broker.DisposeAsync();
        Assert.That(handled, Is.EqualTo(1000));
        Assert.That(broker.DeadLetters.Count, Is.Zero);
    }

    [Test]
    public async Task Nothing_begins_after_the_end()
    {
        Broker broker = CreateBroker();
        ActorRef echo = broker.Spawn("echo", (int number) => number);
        broker.Register("order/{id}", static _ => throw new InvalidOperationException("never"));
        await broker.DisposeAsync();
        await broker.DisposeAsync();
        Assert.That(() => broker.Spawn("x", static (int number) => number), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(async () => await echo.AskAsync<int>(1), Throws.TypeOf<ActorStoppedException>());
        Assert.That(async () => await broker.Actor("order/1").AskAsync<int>(1), Throws.TypeOf<ActorNotFoundException>());
    }

    [Test]
    public async Task An_actor_that_never_ends_does_not_keep_the_broker()
    {
        BrokerOptions options = new() { DrainTimeout = TimeSpan.FromMilliseconds(10), StopTimeout = TimeSpan.FromMilliseconds(10) };
        Broker broker = new(options);
        Blocked blocked = new();
        ActorRef actor = broker.Spawn("blocked", () => blocked);
        await actor.TellAsync("in hand", Limit);
        await blocked.BegunAsync(Limit);
        await broker.DisposeAsync().AsTask().WaitAsync(Limit);
        Assert.That(broker.ActorCount, Is.EqualTo(1));
        blocked.Go();
        await Eventually(() => broker.ActorCount == 0, "it ends when it can");
    }

    [Test]
    public async Task Children_end_with_the_broker()
    {
        Broker broker = CreateBroker();
        ActorRef parent = broker.Spawn("parent", static (_, context) =>
        {
            _ = context.Spawn("child", static (_, _) => default);
            context.Reply(context.Children.Count);
            return default;
        });
        Assert.That(await parent.AskAsync<int>("spawn", cancellationToken: Limit), Is.EqualTo(1));
        await broker.DisposeAsync().AsTask().WaitAsync(Limit);
        Assert.That(broker.ActorCount, Is.Zero);
    }
}
