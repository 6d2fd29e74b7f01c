using System.Collections.Concurrent;
using System.Diagnostics;

namespace ZmqNative.Actors.Tests;

public sealed class BroadcastTests : BrokerTest
{
    [Test]
    public async Task All_routees_get_the_message()
    {
        Broker broker = CreateBroker();
        Routees routees = new(broker, 5);
        Router router = broker.SpawnRouter("router", RoutingStrategy.Broadcast, routees.Actors);
        for (int i = 0; i < 100; i++)
        {
            await router.TellAsync(i, Limit);
        }

        await Eventually(() => routees.Total == 500, "500 messages");
        Assert.That(routees.Counts, Is.All.EqualTo(100));
    }

    [Test]
    public async Task Each_receiver_owns_its_frame()
    {
        Broker broker = CreateBroker();
        using CountdownEvent all = new(6);
        ActorRef[] actors = [.. Enumerable.Range(0, 3).Select(i => broker.Spawn($"a/{i}", (message, context) =>
        {
            if (message is Frame frame)
            {
                Assert.That(frame.ToString(), Is.EqualTo("the content"));
                frame.Dispose();
            }
            else
            {
                using MultipartMessage frames = (MultipartMessage)message;
                Assert.That(frames[1].ToString(), Is.EqualTo("two"));
            }

            _ = all.Signal();
            return default;
        }))];
        Router router = broker.SpawnRouter("router", RoutingStrategy.Broadcast, actors);
        await router.TellAsync(Frame.FromText("the content"), Limit);
        await router.TellAsync(MultipartMessage.Create("one", "two"), Limit);
        await Eventually(() => all.IsSet, "six frames");
        Assert.That(broker.Failures, Is.Zero);
    }

    [Test]
    public async Task Each_receiver_owns_its_frame_of_a_message_with_a_trace_context()
    {
        Broker broker = CreateBroker();
        ConcurrentQueue<string> texts = new();
        using SemaphoreSlim oneByOne = new(1);
        ActorRef[] actors = [.. Enumerable.Range(0, 3).Select(i => broker.Spawn($"a/{i}", async (message, context) =>
        {
            // Each reads after the one before has disposed its frame.
            await oneByOne.WaitAsync(Limit);
            Frame frame = (Frame)message;
            texts.Enqueue(frame.ToString());
            frame.Dispose();
            _ = oneByOne.Release();
        }))];
        Router router = broker.SpawnRouter("router", RoutingStrategy.Broadcast, actors);
        ActorRef piping = broker.Spawn("piping", (_, context) =>
        {
            context.PipeTo(router, Task.FromResult(Frame.FromText("the content")));
            return default;
        });
        using (new Activity("traced").Start())
        {
            await piping.TellAsync("go", Limit);
        }

        await Eventually(() => texts.Count == 3, "three frames");
        Assert.That(texts, Is.All.EqualTo("the content"));
    }

    [Test]
    public async Task A_frame_that_no_routee_accepts_is_freed()
    {
        Broker broker = CreateBroker();
        Router router = broker.SpawnRouter("router", RoutingStrategy.Broadcast);
        Assert.That(async () => await router.TellAsync(Frame.FromText("lost")), Throws.TypeOf<ActorNotFoundException>());
        using Frame kept = Frame.FromText("kept");
        Assert.That(router.TryTell(kept), Is.False);
        Assert.That(kept.IsAlive, Is.True);
        await broker.DisposeAsync();
        Assert.That(async () => await router.TellAsync(Frame.FromText("lost")), Throws.TypeOf<ActorStoppedException>());
    }

    [Test]
    public async Task While_one_mailbox_is_full_a_try_sends_to_no_routee_and_a_tell_waits()
    {
        Broker broker = CreateBroker();
        using Held held = new();
        ActorRef slow = held.Spawn(broker, "slow", new ActorOptions { MailboxCapacity = 2 });
        Routees routees = new(broker, 2);
        Router router = broker.SpawnRouter("router", RoutingStrategy.Broadcast, [slow, .. routees.Actors]);
        await held.FillAsync(slow, Limit);
        Assert.That(router.TryTell("no"), Is.False);
        Task waiting = router.TellAsync("waits", Limit).AsTask();
        await Eventually(() => routees.Total == 2, "the others have it");
        Assert.That(waiting.IsCompleted, Is.False);
        held.Release();
        await waiting;
    }

    [Test]
    public async Task The_first_answer_counts_and_failures_only_when_all_have_failed()
    {
        Broker broker = CreateBroker();
        ActorRef fails = broker.Spawn("fails", (string message) => message == "x" ? throw new FormatException("bad") : message);
        ActorRef silent = broker.Spawn("silent", (object message, ActorContext context) => default);
        ActorRef echo = broker.Spawn("echo", (string message) => message == "x" ? throw new FormatException("bad") : "echo");
        Router router = broker.SpawnRouter("router", RoutingStrategy.Broadcast, fails, silent, echo);
        Assert.That(await router.AskAsync<string>("fine", cancellationToken: Limit), Is.AnyOf("fine", "echo"));
        Assert.That(async () => await router.AskAsync<string>("x"), Throws.TypeOf<ActorFailedException>());
    }

    [Test]
    public async Task Streams_of_all_routees_are_merged()
    {
        Broker broker = CreateBroker();
        ActorRef[] actors = [.. Enumerable.Range(0, 3).Select(i => broker.Spawn($"a/{i}", async (message, context) =>
        {
            using ReplyWriter<int> writer = context.ReplyStream<int>();
            for (int k = 0; k < 100; k++)
            {
                await writer.WriteAsync((i * 100) + k);
            }
        }))];
        ActorRef single = broker.Spawn("single", (string message) => 300);
        Router router = broker.SpawnRouter("router", RoutingStrategy.Broadcast, [.. actors, single]);
        List<int> all = [];
        await foreach (int number in router.AskStreamAsync<int>("all", cancellationToken: Limit))
        {
            all.Add(number);
        }

        Assert.That(all.Order(), Is.EqualTo(Enumerable.Range(0, 301)));
    }

    [Test]
    public async Task Stopped_routees_are_skipped()
    {
        Broker broker = CreateBroker();
        Routees routees = new(broker, 3);
        Router router = broker.SpawnRouter("router", RoutingStrategy.Broadcast, routees.Actors);
        await broker.StopAsync(routees.Actors[2]);
        await router.TellAsync(Frame.FromText("a"), Limit);
        await Eventually(() => routees.Total == 2, "two messages");
        await Eventually(() => router.Routees.Count == 2, "two routees");
    }
}
