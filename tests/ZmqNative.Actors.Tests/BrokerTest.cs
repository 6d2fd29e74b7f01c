namespace ZmqNative.Actors.Tests;

/// <summary>A test with a broker, after which no ask, waiting sender or frame may be alive.</summary>
public abstract class BrokerTest : PatternsTest
{
    private readonly List<Broker> _brokers = [];

    [TearDown]
    public async Task EndBrokers()
    {
        Broker[] brokers = [.. _brokers];
        _brokers.Clear();
        foreach (Broker broker in brokers)
        {
            await broker.DisposeAsync().AsTask().WaitAsync(Generous);
            Assert.That(broker.ActorCount, Is.Zero, "actors alive");
        }
    }

    protected Broker CreateBroker(BrokerOptions? options = null)
    {
        Broker broker = new(options);
        _brokers.Add(broker);
        return broker;
    }
}
