using System.Diagnostics;
using ZmqNative.Tests.Faults;

namespace ZmqNative.Patterns.Tests.Faults;

/// <summary>
/// Peers with random sequences of ZMTP beside an honest one, at each pattern. <c>ZMQNATIVE_LONG=1</c> runs a hundred times as many sequences, together about
/// 1,000,000.
/// </summary>
public sealed class AttackerTests : PatternsTest
{
    private const int Usual = 1000;
    private const long MostGrowth = 200L * 1024 * 1024;

    [SetUp]
    public void OnlyWithCorrections()
    {
        if (!Zmq.IsCorrected)
        {
            throw Requirement.CorrectedLibzmq.Missing($"the one at {Zmq.LibraryPath} is another");
        }
    }

    [Test]
    public async Task Reply_server()
    {
        await using ReplyServer server = new(AnyPort, static request => $"re {request.Text}", On(new ReplyServerOptions()));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions { RequestTimeout = Generous }));
        await AttackAsync(server, "DEALER", async limit => Assert.That(await client.RequestAsync("x", cancellationToken: limit), Is.EqualTo("re x")));
    }

    [Test]
    public async Task Publisher()
    {
        await using Publisher publisher = new(AnyPort, On(new PublisherOptions { LastValueCache = true }));
        await using Subscriber subscriber = new(publisher.LastEndpoint, "honest", On(new SubscriberOptions()));
        await AttackAsync(publisher, "SUB", async limit =>
        {
            await publisher.PublishAsync("honest", "x");
            using ReceivedMessage message = await subscriber.ReceiveAsync(limit);
            Assert.That(message.Topic, Is.EqualTo("honest"));
        });
    }

    [Test]
    public async Task Subscriber()
    {
        await using Subscriber subscriber = new($"@{AnyPort}", "honest", On(new SubscriberOptions()));
        await using Publisher publisher = new($">{subscriber.LastEndpoint}", On(new PublisherOptions()));
        await publisher.WaitForSubscriberAsync(1, Limit);
        await AttackAsync(subscriber, "PUB", async limit =>
        {
            await publisher.PublishAsync("honest", "x");
            using ReceivedMessage message = await subscriber.ReceiveAsync(limit);
        });
    }

    [Test]
    public async Task Puller([Values] Delivery delivery)
    {
        using SemaphoreSlim handled = new(0);
        await using Puller puller = new(
            $"@{AnyPort}",
            message =>
            {
                if (message.Text == "honest")
                {
                    handled.Release();
                }
            },
            On(new PullerOptions { Delivery = delivery }));
        await using Pusher pusher = new($">{puller.LastEndpoint}", On(new PusherOptions { Delivery = delivery }));
        await AttackAsync(puller, delivery == Delivery.Acknowledged ? "ROUTER" : "PUSH", async limit =>
        {
            await pusher.PushAsync("honest", limit);
            await handled.WaitAsync(limit);
        });
    }

    [Test]
    public async Task Pusher([Values] Delivery delivery)
    {
        using SemaphoreSlim handled = new(0);
        await using Pusher pusher = new($"@{AnyPort}", On(new PusherOptions { Delivery = delivery }));
        await using Puller puller = new($">{pusher.LastEndpoint}", _ => handled.Release(), On(new PullerOptions { Delivery = delivery }));
        await AttackAsync(pusher, delivery == Delivery.Acknowledged ? "DEALER" : "PULL", async limit =>
        {
            // A message goes to an attacker now and then; one that is acknowledged is delivered again.
            do
            {
                await pusher.PushAsync("honest", limit);
            }
            while (!await handled.WaitAsync(TimeSpan.FromMilliseconds(100), limit));
        });
    }

    [Test]
    public async Task Pair_server()
    {
        await using PairServer server = new(AnyPort, static request => $"re {request.Text}", On(new PairOptions()));
        await using PairClient client = new(server.LastEndpoint, On(new PairOptions { RequestTimeout = TimeSpan.FromSeconds(1) }));

        // There is one place, which attackers take.
        await AttackAsync(server, "PAIR", async limit =>
        {
            while (true)
            {
                try
                {
                    Assert.That(await client.RequestAsync("x", cancellationToken: limit), Is.EqualTo("re x"));
                    return;
                }
                catch (ZmqNativeException exception) when (exception.IsTransient)
                {
                    limit.ThrowIfCancellationRequested();
                }
            }
        });
    }

    [Test]
    public async Task Queue_proxy()
    {
        await using MessageProxy proxy = MessageProxy.Queue(AnyPort, AnyPort, On(new MessageProxyOptions()));
        await using ReplyServer server = new($">{proxy.Backend.LastEndpoint}", static request => $"re {request.Text}", On(new ReplyServerOptions()));
        await using RequestClient client = new(proxy.LastEndpoint, On(new RequestClientOptions { RequestTimeout = Generous }));
        await AttackAsync(proxy, "DEALER", async limit => Assert.That(await client.RequestAsync("x", cancellationToken: limit), Is.EqualTo("re x")));
    }

    private static async Task AttackAsync(Pattern pattern, string peer, Func<CancellationToken, Task> exchange)
    {
        int sequences = ZmtpAttacker.Sequences(Usual);
        using CancellationTokenSource end = new(Generous + TimeSpan.FromMilliseconds(20.0 * sequences));
        await pattern.WaitForPeersAsync(1, end.Token);
        await exchange(end.Token);

        // The first tenth fills pools and caches.
        await RunAsync(pattern, peer, seed: 1, Math.Max(1, sequences / 10), exchange, end.Token);
        using Process process = Process.GetCurrentProcess();
        long before = process.WorkingSet64;
        await RunAsync(pattern, peer, seed: 2, sequences, exchange, end.Token);
        await exchange(end.Token);
        while (pattern.ConnectedPeers != 1)
        {
            Assert.That(end.IsCancellationRequested, Is.False, $"{pattern.ConnectedPeers} peers are connected");
            await Task.Delay(10);
        }

        await exchange(end.Token);
        process.Refresh();
        Assert.That(process.WorkingSet64 - before, Is.LessThan(MostGrowth));
        Assert.That(pattern.Statistics.Failed, Is.Zero);
        await TestContext.Out.WriteLineAsync($"{sequences} sequences, {(process.WorkingSet64 - before) / 1024:N0} KiB more, {pattern.Statistics}");
    }

    // Exchanges go on while the attackers run: each is bounded by the token alone.
    private static async Task RunAsync(
        Pattern pattern, string peer, int seed, int sequences, Func<CancellationToken, Task> exchange, CancellationToken cancellationToken)
    {
        Task attack = Task.Run(() => new ZmtpAttacker(pattern.LastEndpoint, peer, seed).Run(sequences), cancellationToken);
        while (!attack.IsCompleted)
        {
            await exchange(cancellationToken);
        }

        await attack;
    }
}
