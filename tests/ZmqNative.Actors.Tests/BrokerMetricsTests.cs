using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace ZmqNative.Actors.Tests;

public sealed class BrokerMetricsTests : BrokerTest
{
    [Test]
    public async Task Actors_failures_restarts_and_dead_letters_are_counted()
    {
        string name = $"metered-{Guid.NewGuid():N}";
        Broker broker = CreateBroker(new BrokerOptions { Name = name });
        ActorRef picky = broker.Spawn("picky", static (int number) => number > 0 ? number : throw new FormatException("negative"));
        Assert.That(async () => await picky.AskAsync<int>(-1), Throws.TypeOf<ActorFailedException>());
        await picky.TellAsync("unknown", Limit);
        Assert.That(await picky.AskAsync<int>(1, cancellationToken: Limit), Is.EqualTo(1));

        ConcurrentDictionary<string, long> seen = new(StringComparer.Ordinal);
        using MeterListener listener = new();
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "ZmqNative")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            Dictionary<string, object?> all = new(tags.ToArray(), StringComparer.Ordinal);
            if (name.Equals(all.GetValueOrDefault("zmqnative.broker")))
            {
                seen[$"{instrument.Name} {all.GetValueOrDefault("zmqnative.reason")}".Trim()] = value;
            }
        });
        listener.Start();
        listener.RecordObservableInstruments();
        Assert.That(seen, Is.EquivalentTo(new Dictionary<string, long>(StringComparer.Ordinal)
        {
            ["zmqnative.broker.actors"] = 1,
            ["zmqnative.broker.threads"] = 0,
            ["zmqnative.broker.failures"] = 1,
            ["zmqnative.broker.restarts"] = 1,
            ["zmqnative.broker.unread_answers"] = 0,
            ["zmqnative.broker.dead_letters Failed"] = 1,
            ["zmqnative.broker.dead_letters Unhandled"] = 1,
        }));
    }
}
