using System.Text.Json.Serialization;

namespace ZmqNative.Actors.Tests;

/// <summary>Routees and subscribers in other processes, while their connection breaks, and asks that they do not answer.</summary>
public sealed class LostConnectionTests : RemoteTest
{
    private const byte Stopped = 18;
    private const string Watch = "actor1\n\nwatch";

    [Test]
    public async Task Ended_asks_do_not_count_as_load_of_a_routee_that_did_not_answer([Values] bool cancelled)
    {
        Broker here = CreateBroker(Remotely());
        await using AsyncSocket mute = Bound(SocketType.Router, AnyPort);
        ActorRef silent = here.Actor($"{mute.LastEndpoint}/actor1");
        using Held held = new();
        ActorRef busy = held.Spawn(here, "busy");
        Router router = here.SpawnRouter("router", RoutingStrategy.LeastLoaded, silent, busy);
        (await mute.ReceiveAsync(Limit)).Dispose();
        await held.OccupyAsync([busy], Limit);
        using CancellationTokenSource cancel = new();
        TimeSpan timeout = cancelled ? Generous : TimeSpan.FromMilliseconds(50);
        Task<string>[] asks = [.. Enumerable.Range(0, 5).Select(_ => silent.AskAsync<string>("?", timeout, cancel.Token).AsTask())];
        if (cancelled)
        {
            Assert.That(silent.Load, Is.LessThanOrEqualTo(asks.Length));
            await cancel.CancelAsync();
        }

        foreach (Task<string> ask in asks)
        {
            Assert.That(async () => await ask, cancelled ? Throws.InstanceOf<OperationCanceledException>() : Throws.TypeOf<AskTimeoutException>());
        }

        await Eventually(() => silent.Load == 0, "none is counted any more");
        await router.TellAsync("to the one with nothing to do", Limit);
        // Each ask is cancelled there, too.
        for (int i = 0; i < 2 * asks.Length; i++)
        {
            (await mute.ReceiveAsync(Limit)).Dispose();
        }

        Assert.That((await ReceiveTexts(mute))[^1], Is.EqualTo("to the one with nothing to do"));
    }

    [Test]
    public async Task A_routee_returns_with_its_connection_until_it_stops()
    {
        Broker here = CreateBroker(Remotely());
        AsyncSocket there = Bound(SocketType.Router, AnyPort);
        string endpoint = there.LastEndpoint;
        Router router = here.SpawnRouter("router", RoutingStrategy.RoundRobin, here.Actor($"{endpoint}/actor1"));
        for (int round = 0; round < 3; round++)
        {
            Assert.That((await ReceiveTexts(there))[^1], Is.EqualTo(Watch));
            await Eventually(() => router.Routees.Count == 1, "it is there");
            await router.TellAsync($"round {round}", Limit);
            Assert.That((await ReceiveTexts(there))[^1], Is.EqualTo($"round {round}"));
            await there.DisposeAsync();
            await Eventually(() => router.Routees.Count == 0, "it is suspended");
            there = await Again(() => Bound(SocketType.Router, endpoint));
        }

        // The last watch is answered: the actor has stopped.
        byte[][] watch = await ReceiveBytes(there);
        watch[1][3] = Stopped;
        await Eventually(() => router.Routees.Count == 1, "it is there");
        using (MultipartMessage answer = MultipartMessage.Create(watch[0], watch[1], watch[2], ""))
        {
            await there.SendAsync(answer, Limit);
        }

        await Eventually(() => router.Routees.Count == 0, "it has stopped");
        await there.DisposeAsync();
    }

    [Test]
    public async Task A_routee_removed_during_an_outage_does_not_return_and_an_added_one_does()
    {
        Broker here = CreateBroker(Remotely());
        AsyncSocket there = Bound(SocketType.Router, AnyPort);
        string endpoint = there.LastEndpoint;
        ActorRef removed = here.Actor($"{endpoint}/actor1");
        ActorRef added = here.Actor($"{endpoint}/another");
        Router router = here.SpawnRouter("router", RoutingStrategy.RoundRobin, removed, added);
        (await there.ReceiveAsync(Limit)).Dispose();
        (await there.ReceiveAsync(Limit)).Dispose();
        await there.DisposeAsync();
        await Eventually(() => router.Routees.Count == 0, "suspended");
        Assert.That(router.Remove(here.Actor($"{endpoint}/actor1")));
        Assert.That(router.Remove(removed), Is.False);
        Assert.That(router.Add(here.Actor($"{endpoint}/another")));
        Assert.That(router.Add(added), Is.False);
        await using AsyncSocket again = await Again(() => Bound(SocketType.Router, endpoint));
        Assert.That((await ReceiveTexts(again))[^1], Is.EqualTo("another\n\nwatch"));
        await router.TellAsync("news", Limit);
        Assert.That((await ReceiveTexts(again))[^1], Is.EqualTo("news"));
        Assert.That(router.Routees, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_routee_whose_client_has_ended_has_stopped()
    {
        Broker here = CreateBroker(Remotely());
        await using AsyncSocket there = Bound(SocketType.Router, AnyPort);
        BrokerClient client = Connect(there.LastEndpoint);
        Router router = here.SpawnRouter("router", RoutingStrategy.RoundRobin, client.Actor("actor1"));
        (await there.ReceiveAsync(Limit)).Dispose();
        await client.DisposeAsync();
        await Eventually(() => router.Routees.Count == 0, "it has left");
    }

    [Test]
    public async Task A_subscriber_stays_subscribed_while_its_connection_is_lost_until_it_stops()
    {
        BrokerOptions options = Remotely();
        Broker here = CreateBroker(options with
        {
            Serializer = new JsonMessageSerializer().Add(LostConnectionJson.Default.TopicMessage),
        });
        AsyncSocket there = Bound(SocketType.Router, AnyPort);
        string endpoint = there.LastEndpoint;
        Assert.That(here.Topics.Subscribe("a", here.Actor($"{endpoint}/actor1")));
        for (int round = 0; round < 3; round++)
        {
            Assert.That((await ReceiveTexts(there))[^1], Is.EqualTo(Watch));
            Assert.That(here.Topics.Publish("a", $"round {round}"), Is.EqualTo(1));
            Assert.That((await ReceiveTexts(there))[^1], Does.Contain($"round {round}"));
            await there.DisposeAsync();
            await Eventually(() => here.Topics.Publish("a", "lost") == 0, "the loss is noticed");
            Assert.That(here.Topics.Dropped, Is.EqualTo(here.DeadLetters.CountOf(DeadLetterReason.MailboxFull)).And.EqualTo(round + 1));
            there = await Again(() => Bound(SocketType.Router, endpoint));
        }

        byte[][] watch = await ReceiveBytes(there);
        watch[1][3] = Stopped;
        Assert.That(here.Topics.Subscriptions, Is.EqualTo(1));
        using (MultipartMessage answer = MultipartMessage.Create(watch[0], watch[1], watch[2], ""))
        {
            await there.SendAsync(answer, Limit);
        }

        await Eventually(() => here.Topics.Subscriptions == 0, "it has stopped");
        await there.DisposeAsync();
    }

    [Test]
    public async Task A_time_out_reports_the_state_of_the_connection()
    {
        TimeSpan soon = TimeSpan.FromMilliseconds(50);
        await using BrokerClient never = Connect("tcp://127.0.0.1:1");
        ActorRef unknown = never.Actor("unknown");
        Router router = CreateBroker().SpawnRouter("router", RoutingStrategy.RoundRobin, unknown);
        const string None = "Connection to tcp://127.0.0.1:1: No peer has ever been connected.";
        Assert.That(async () => await unknown.AskAsync<string>("?", soon, Limit), TimedOut(None));
        Assert.That(async () => await router.AskAsync<string>("?", soon, Limit), TimedOut(None));
        Assert.That(
            async () =>
            {
                await foreach (string _ in unknown.AskStreamAsync<string>("?", soon, Limit))
                {
                }
            },
            TimedOut(None));

        AsyncSocket mute = Bound(SocketType.Router, AnyPort);
        await using BrokerClient client = Connect(mute.LastEndpoint);
        ActorRef actor1 = client.Actor("actor1");
        await client.WaitForPeersAsync(1, Limit);
        Assert.That(async () => await actor1.AskAsync<string>("?", soon, Limit), TimedOut("1 peer is connected."));
        await mute.DisposeAsync();
        await Eventually(() => client.ConnectedPeers == 0, "the loss");
        Assert.That(async () => await actor1.AskAsync<string>("?", soon, Limit), TimedOut("the last connection"));
        Assert.That(async () => await CreateBroker().Actor("silent").AskAsync<string>("?", soon, Limit), Throws.TypeOf<ActorNotFoundException>());

        static NUnit.Framework.Constraints.ContainsConstraint TimedOut(string text) =>
            Throws.TypeOf<AskTimeoutException>().With.Message.Contains(text);
    }

    [Test]
    public async Task A_client_with_too_many_asks_in_flight_is_busy_until_they_have_ended()
    {
        Broker broker = Listen();
        _ = broker.Spawn("later", static (_, context) =>
        {
            _ = context.ReplyLater();
            return default;
        });
        await using BrokerClient client = Connect(broker, new BrokerClientOptions { MaxInFlight = 2 });
        ActorRef later = client.Actor("later");
        using CancellationTokenSource cancel = new();
        Task<string>[] asks = [.. Enumerable.Range(0, 2).Select(_ => later.AskAsync<string>("?", Generous, cancel.Token).AsTask())];
        BrokerBusyException busy = (await Assert.ThrowsAsync<BrokerBusyException>(() => later.AskAsync<string>("?", Generous, Limit).AsTask()))!;
        Assert.That((busy.Endpoint, busy.Message), Is.EqualTo((client.Endpoint, busy.Message)));
        Assert.That(busy.Message, Does.Contain("MaxInFlight"));
        await cancel.CancelAsync();
        foreach (Task<string> ask in asks)
        {
            Assert.That(async () => await ask, Throws.InstanceOf<OperationCanceledException>());
        }

        Assert.That(
            async () => await later.AskAsync<string>("?", TimeSpan.FromMilliseconds(20), Limit), Throws.TypeOf<AskTimeoutException>());
    }

    [Test]
    public async Task A_client_with_too_many_tells_that_wait_is_busy()
    {
        await using BrokerClient client = Connect("tcp://127.0.0.1:1");
        ActorRef unknown = client.Actor("unknown");
        using CancellationTokenSource cancel = new();
        List<Task> waiting = [];
        Exception? refused = null;
        while (refused is null)
        {
            Task tell = unknown.TellAsync(Frame.FromText("waits"), cancel.Token).AsTask();
            waiting.Add(tell);
            refused = tell.Exception?.InnerException;
        }

        Assert.That(refused, Is.TypeOf<BrokerBusyException>());
        Assert.That(waiting, Has.Count.EqualTo(AsyncSocketOptions.Default.MaxPendingOperations + 1));
        Assert.That(client.Owner.DeadLetters.CountOf(DeadLetterReason.MailboxFull), Is.EqualTo(1));
        Assert.That(async () => await unknown.AskAsync<string>("one more", Generous, Limit), Throws.TypeOf<BrokerBusyException>());
        await cancel.CancelAsync();
        foreach (Task tell in waiting)
        {
            Assert.That(async () => await tell, Throws.Exception);
        }
    }
}

[JsonSerializable(typeof(TopicMessage))]
[JsonSerializable(typeof(string))]
internal sealed partial class LostConnectionJson : JsonSerializerContext;
