namespace ZmqNative.Actors.Tests;

/// <summary>A test with a broker, after which no ask, waiting sender or frame may be alive.</summary>
public abstract class BrokerTest : PatternsTest
{
    private readonly List<Broker> _brokers = [];
    private readonly List<TestBroker> _kits = [];

    /// <summary>The options of actors whose broker has no timer for long handlings.</summary>
    protected static ActorOptions Unwatched { get; } = new() { LongHandlingTime = Timeout.InfiniteTimeSpan };

    [TearDown]
    public async Task EndBrokers()
    {
        TestBroker[] kits = [.. _kits];
        _kits.Clear();
        foreach (TestBroker kit in kits)
        {
            await kit.DisposeAsync().AsTask().WaitAsync(Generous);
            Assert.That(kit.Broker.ActorCount, Is.Zero, "actors alive");
        }

        Broker[] brokers = [.. _brokers];
        _brokers.Clear();
        foreach (Broker broker in brokers)
        {
            await broker.DisposeAsync().AsTask().WaitAsync(Generous);
            Assert.That(broker.ActorCount, Is.Zero, "actors alive");
        }
    }

    /// <summary>A broker on virtual time.</summary>
    protected TestBroker CreateKit(BrokerOptions? options = null)
    {
        TestBroker kit = new(options, new TestBrokerOptions { Timeout = Generous });
        _kits.Add(kit);
        return kit;
    }

    protected Broker CreateBroker(BrokerOptions? options = null)
    {
        if (options is { TimeProvider: ManualTime } && ReferenceEquals(options.Actors, ActorOptions.Default))
        {
            // Tests count the timers of such a clock.
            options = options with { Actors = Unwatched };
        }

        Broker broker = new(options);
        _brokers.Add(broker);
        return broker;
    }
}
