namespace ZmqNative.Actors.Tests;

/// <summary>A test with a broker, after which no ask, waiting sender or frame may be alive.</summary>
public abstract class BrokerTest : PatternsTest
{
    private readonly List<Broker> _brokers = [];

    /// <summary>The options of actors whose broker has no timer for long handlings.</summary>
    protected static ActorOptions Unwatched { get; } = new() { LongHandlingTime = Timeout.InfiniteTimeSpan };

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
