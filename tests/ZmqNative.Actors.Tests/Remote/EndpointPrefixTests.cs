namespace ZmqNative.Actors.Tests;

/// <summary>Brokers and clients may bind or connect, in the notation of all patterns.</summary>
public sealed class EndpointPrefixTests : RemoteTest
{
    [Test]
    public async Task A_broker_binds_several_endpoints()
    {
        await using Broker broker = new("@tcp://127.0.0.1:*, tcp://127.0.0.1:*", Remotely());
        _ = broker.Spawn("upper", static (string text) => text.ToUpperInvariant());
        Assert.That(broker.Endpoints, Has.Count.EqualTo(2));
        foreach (string endpoint in broker.Endpoints)
        {
            await using BrokerClient client = Connect(">" + endpoint);
            Assert.That(client.Endpoint, Is.EqualTo(endpoint));
            Assert.That(await client.Actor("upper").AskAsync<string>("a", cancellationToken: Limit), Is.EqualTo("A"));
        }
    }

    [TestCase("tcp://127.0.0.1:*")]
    [TestCase("inproc://bound-client")]
    public async Task A_client_binds_for_a_broker_that_connects(string endpoint)
    {
        await using BrokerClient client = Connect("@" + endpoint);
        ValueTask<string> early = client.Actor("upper").AskAsync<string>("early", cancellationToken: Limit);
        await using Broker broker = new(">" + client.Endpoint, Remotely());
        _ = broker.Spawn("upper", static (string text) => text.ToUpperInvariant());
        _ = broker.Spawn("numbers", static async (_, context) =>
        {
            using ReplyWriter<int> writer = context.ReplyStream<int>();
            for (int i = 0; i < 100; i++)
            {
                await writer.WriteAsync(i);
            }
        });
        Assert.That(broker.Endpoints, Is.Empty);
        Assert.That(await Outcome(early), Is.EqualTo("EARLY").Or.EqualTo(nameof(ActorNotFoundException)));
        Assert.That(await client.Actor("upper").AskAsync<string>("a", cancellationToken: Limit), Is.EqualTo("A"));
        int count = 0;
        await foreach (int number in client.Actor("numbers").AskStreamAsync<int>("x", cancellationToken: Limit))
        {
            Assert.That(number, Is.EqualTo(count++));
        }

        Assert.That(count, Is.EqualTo(100));
    }

    [Test]
    public async Task A_client_that_binds_uses_the_successor_of_a_lost_broker()
    {
        await using BrokerClient client = Connect("@tcp://127.0.0.1:*");
        Broker first = new(">" + client.Endpoint, Remotely() with { DrainTimeout = TimeSpan.Zero });
        ActorRef silent = first.Spawn("silent", static (_, context) =>
        {
            _ = context.ReplyLater();
            return default;
        });
        await client.WaitForPeersAsync(1, Limit);
        ValueTask<string> open = client.Actor("silent").AskAsync<string>("x", cancellationToken: Limit);
        await Eventually(() => first.RemoteStatistics.Received > 0, "the broker has the ask");
        await first.DisposeAsync();
        Assert.That(await Outcome(open), Is.EqualTo(nameof(BrokerLostException)).Or.EqualTo(nameof(ActorStoppedException)));
        Assert.That(silent.Address, Is.EqualTo("silent"));

        // Until the client has noticed the end, it may send an ask into the old connection, and that ask fails with it.
        await Eventually(() => client.ConnectedPeers == 0, "the client has noticed the end of the first broker");

        await using Broker second = new(">" + client.Endpoint, Remotely());
        _ = second.Spawn("upper", static (string text) => text.ToUpperInvariant());
        Assert.That(await client.Actor("upper").AskAsync<string>("a", cancellationToken: Limit), Is.EqualTo("A"));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase(" ")]
    [TestCase("tcp://127.0.0.1:*,")]
    [TestCase("nonsense")]
    public async Task Wrong_endpoints_are_refused_at_once(string? endpoints)
    {
        Assert.That(() => new Broker(endpoints!, Remotely()), Throws.InstanceOf<ArgumentException>().Or.InstanceOf<ZmqException>());
        Assert.That(() => Connect(endpoints!), Throws.InstanceOf<ArgumentException>().Or.InstanceOf<ZmqException>());
        await NothingAliveBut(0);
    }

    [Test]
    public void A_client_has_one_broker() =>
        Assert.That(() => new BrokerClient("inproc://a, inproc://b"), Throws.ArgumentException.With.Message.Contains("several"));

    private static async Task<string> Outcome(ValueTask<string> ask)
    {
        try
        {
            return await ask;
        }
        catch (ZmqNativeException failure)
        {
            return failure.GetType().Name;
        }
    }
}
