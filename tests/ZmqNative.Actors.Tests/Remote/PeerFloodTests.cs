using System.Globalization;
using ZmqNative.Patterns.Tests.RequestReply;

namespace ZmqNative.Actors.Tests;

/// <summary>Peers that send as much as they can, valid and not, from a seed, while an honest client is served.</summary>
public sealed class PeerFloodTests : RemoteTest
{
    private const int Attackers = 4;

    private static readonly string[] Targets = ["later", "stream", "echo", "keyed/{0}", "missing", "echo/child", "news"];
    private static readonly string[] Verbs = ["", "", "\n\nstream 4", "\n\nwatch", "\n\nmore 7", "\n\ncancel", "\n\nstream 2000000000"];

    [TestCase(1)]
    [TestCase(2)]
    public async Task A_flood_of_asks_streams_watches_tells_and_noise_leaves_the_others_served_and_the_tables_empty(int seed)
    {
        const int PerPeer = 64;
        if (!Zmq.Has("draft"))
        {
            Assert.Ignore("libzmq cannot tell that a peer has disconnected.");
        }

        Broker broker = Listen(
            new BrokerListenerOptions
            {
                MaxInFlightPerPeer = PerPeer,
                MaxSubscriptionsPerPeer = PerPeer,
                MaxActivationsPerPeer = PerPeer,
                MaxPendingDeliveriesPerPeer = PerPeer,
                HeartbeatInterval = TimeSpan.FromMilliseconds(50),
            },
            Inproc());
        Spawn(broker);
        await using BrokerClient honest = Connect(broker);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(Limit);
        Task<int> served = ServeAsync(honest, end.Token);
        await Task.WhenAll(Enumerable.Range(0, Attackers).Select(
            i => Task.Run(() => FloodAsync(broker.LastEndpoint, new Random((seed * Attackers) + i), Storm.Size(4000)))));
        await end.CancelAsync();
        Assert.That(await served, Is.Positive);
        Assert.That(await honest.Actor("echo").AskAsync<string>("alive?", cancellationToken: Limit), Is.EqualTo("alive?"));

        BrokerListener listener = broker.Listeners[0];
        Assert.That(listener.ActivationCount, Is.LessThanOrEqualTo(Attackers * PerPeer));
        Assert.That(broker.ActorCount, Is.LessThanOrEqualTo((Attackers * PerPeer) + 16));
        await Eventually(
            () => (listener.PendingAskCount, listener.SubscriptionCount, listener.PendingDeliveryCount) == (0, 0, 0),
            "all that the attackers held has ended with their connections");
        Assert.That(broker.RemoteStatistics.DroppedOverQuota, Is.Positive);
        Assert.That(broker.RemoteStatistics.Failed, Is.Zero, "no exception reached the loop");
    }

    private static void Spawn(Broker broker)
    {
        _ = broker.Spawn("later", static (message, context) =>
        {
            (message as IDisposable)?.Dispose();
            if (context.IsAsked)
            {
                _ = context.ReplyLater();
            }

            return default;
        });
        _ = broker.Spawn("stream", static (message, context) =>
        {
            (message as IDisposable)?.Dispose();
            if (context.IsAskedForStream)
            {
                _ = context.ReplyStream<int>();
            }

            return default;
        });
        _ = broker.Spawn("echo", Answer);
        broker.Register("keyed/{id}", static _ => new LambdaActor(Answer));

        static ValueTask Answer(object message, ActorContext context)
        {
            if (context.IsAskedForStream)
            {
                context.ReplyStream<string>().Complete();
            }
            else if (context.IsAsked)
            {
                context.Reply(message is string text ? text : "frames");
            }

            (message as IDisposable)?.Dispose();
            return default;
        }
    }

    private async Task<int> ServeAsync(BrokerClient client, CancellationToken end)
    {
        int count = 0;
        while (!end.IsCancellationRequested)
        {
            string text = count.ToString(CultureInfo.InvariantCulture);
            Assert.That(await client.Actor("echo").AskAsync<string>(text, cancellationToken: Limit), Is.EqualTo(text));
            count++;
        }

        return count;
    }

    private async Task FloodAsync(string endpoint, Random random, int count)
    {
        await using AsyncSocket dealer = Connected(SocketType.Dealer, endpoint);
        for (int i = 0; i < count; i++)
        {
            await dealer.SendAsync(Message(random), Limit);

            // The answers are read, but not all.
            if (random.Next(4) != 0 && dealer.TryReceive(out MultipartMessage answer))
            {
                answer.Dispose();
            }
        }
    }

    private static MultipartMessage Message(Random random)
    {
        MultipartMessage message = MultipartMessage.Create();
        for (int hops = random.Next(6) == 0 ? random.Next(4) : 0; hops > 0; hops--)
        {
            message.Add(Noise(random, random.Next(50) == 0 ? 5000 : 255));
        }

        if (random.Next(10) != 0)
        {
            message.Add(Frames.Correlation((ulong)random.Next(500), (uint)random.Next(2) * 100_000));
        }

        if (random.Next(20) != 0)
        {
            message.Add(Frame.Empty());
        }

        string target = string.Format(CultureInfo.InvariantCulture, Targets[random.Next(Targets.Length)], random.Next(1000));
        message.Add(random.Next(20) == 0 ? Noise(random, 40) : System.Text.Encoding.UTF8.GetBytes(target + Verbs[random.Next(Verbs.Length)]));
        for (int frames = random.Next(3); frames > 0; frames--)
        {
            message.Add(Noise(random, 100));
        }

        return message;
    }

    private static byte[] Noise(Random random, int most)
    {
        byte[] bytes = new byte[1 + random.Next(most)];
        random.NextBytes(bytes);
        return bytes;
    }
}
