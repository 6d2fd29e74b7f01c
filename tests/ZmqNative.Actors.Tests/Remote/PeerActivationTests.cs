using ZmqNative.Patterns.Tests.RequestReply;

namespace ZmqNative.Actors.Tests;

/// <summary>The keyed actors that messages of peers make.</summary>
public sealed class PeerActivationTests : RemoteTest
{
    [Test]
    public async Task A_peer_makes_only_so_many_keyed_actors_and_others_and_existing_ones_are_served()
    {
        Broker broker = ListenWithin(new BrokerListenerOptions { MaxActivationsPerPeer = 2, MaxActivations = 3 });
        await using BrokerClient greedy = Connect(broker);
        await using BrokerClient honest = Connect(broker);
        Assert.That(await KeyAsync(greedy, "1"), Is.EqualTo("1"));
        Assert.That(await KeyAsync(greedy, "2"), Is.EqualTo("2"));
        MailboxFullException refused = (await Assert.ThrowsAsync<MailboxFullException>(() => KeyAsync(greedy, "3")))!;
        Assert.That(refused.Message, Does.Contain("this peer holds 2 active keyed actors already"));
        Assert.That(await KeyAsync(greedy, "2"), Is.EqualTo("2"), "one that exists");
        Assert.That(await KeyAsync(honest, "1"), Is.EqualTo("1"), "one that another peer has made");
        Assert.That(await KeyAsync(honest, "4"), Is.EqualTo("4"));
        refused = (await Assert.ThrowsAsync<MailboxFullException>(() => KeyAsync(honest, "5")))!;
        Assert.That(refused.Message, Does.Contain("all peers hold 3 active keyed actors already"));
        Assert.That((broker.ActorCount, broker.Listeners[0].ActivationCount), Is.EqualTo((3, 3)));
        Assert.That(broker.RemoteStatistics.DroppedOverQuota, Is.EqualTo(2));
        Assert.That(broker.DeadLetters.CountOf(DeadLetterReason.MailboxFull), Is.EqualTo(2));
        Assert.That(await broker.Actor("order/6").AskAsync<string>("x", cancellationToken: Limit), Is.EqualTo("6"), "within the process");
        Assert.That(broker.Listeners[0].ActivationCount, Is.EqualTo(3));
    }

    [Test]
    public async Task A_place_is_free_when_the_actor_has_stopped()
    {
        Broker broker = ListenWithin(new BrokerListenerOptions { MaxActivationsPerPeer = 1 });
        await using BrokerClient client = Connect(broker);
        for (int i = 0; i < 5; i++)
        {
            Assert.That(await KeyAsync(client, $"{i}"), Is.EqualTo($"{i}"));
            Assert.That(broker.Listeners[0].ActivationCount, Is.EqualTo(1));
            await broker.StopAsync(broker.Actor($"order/{i}"), cancellationToken: Limit);
            await Eventually(() => broker.Listeners[0].ActivationCount == 0, "free");
        }
    }

    [Test]
    public async Task A_successor_takes_over_the_place_of_an_actor_that_is_passivated_while_messages_come()
    {
        const int Keys = 4;
        Broker broker = ListenWithin(
            new BrokerListenerOptions { MaxActivationsPerPeer = Keys }, new KeyedOptions { PassivateAfter = TimeSpan.FromMilliseconds(4) });
        await using BrokerClient client = Connect(broker);
        await Task.WhenAll(Enumerable.Range(0, Keys).Select(key => Task.Run(async () =>
        {
            for (int i = 0; i < Storm.Size(300); i++)
            {
                Assert.That(await KeyAsync(client, $"{key}"), Is.EqualTo($"{key}"));
                if (i % 10 == 0)
                {
                    await Task.Delay(Random.Shared.Next(8), Limit);
                }
            }
        })));
        await Eventually(() => broker.ActorCount == 0, "all are passivated");
        await Eventually(() => broker.Listeners[0].ActivationCount == 0, "all places are free");
        Assert.That(broker.RemoteStatistics.DroppedOverQuota, Is.Zero);
    }

    [Test]
    public async Task A_flood_of_tells_to_unknown_keys_makes_no_more_actors_than_the_limit()
    {
        const int Most = 100;
        Broker broker = ListenWithin(new BrokerListenerOptions { MaxActivationsPerPeer = Most });
        await using AsyncSocket dealer = Connected(SocketType.Dealer, broker.LastEndpoint);
        for (int i = 0; i < 5000; i++)
        {
            await dealer.SendAsync(ActorWireTests.Question(Frames.Correlation(0), $"order/{i}\ntext", "x"), Limit);
        }

        await dealer.SendAsync(ActorWireTests.Question(Frames.Correlation(1), "order/1\ntext", "x"), Limit);
        Assert.That((await ReceiveBytes(dealer))[0], Is.EqualTo(Frames.Correlation(1)));
        Assert.That((broker.ActorCount, broker.RemoteStatistics.DroppedOverQuota), Is.EqualTo((Most, 5000 - Most)));
    }

    private Broker ListenWithin(BrokerListenerOptions options, KeyedOptions? keyed = null)
    {
        Broker broker = Listen(options, Inproc());
        broker.Register("order/{id}", static key => new KeyActor(key), keyed);
        return broker;
    }

    private Task<string> KeyAsync(BrokerClient client, string key) =>
        client.Actor($"order/{key}").AskAsync<string>("x", cancellationToken: Limit).AsTask();

    private sealed class KeyActor(string key) : Actor
    {
        public override ValueTask ReceiveAsync(object message, ActorContext context)
        {
            if (context.IsAsked)
            {
                context.Reply(key);
            }

            return default;
        }
    }
}
