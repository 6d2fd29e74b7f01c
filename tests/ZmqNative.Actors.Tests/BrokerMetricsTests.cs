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
            ["zmqnative.broker.long_handlings"] = 0,
            ["zmqnative.broker.unread_answers"] = 0,
            ["zmqnative.broker.dead_letters Failed"] = 1,
            ["zmqnative.broker.dead_letters Unhandled"] = 1,
        }));
    }

    [Test]
    public async Task Times_in_mailboxes_and_of_handlings_are_measured_per_template_while_somebody_listens()
    {
        string name = $"timed-{Guid.NewGuid():N}";
        Broker broker = CreateBroker(new BrokerOptions { Name = name });
        broker.Register("order/{id}", static _ => new Parent());
        ActorRef picky = broker.Spawn("picky", static (int number) => number > 0 ? number : throw new FormatException("negative"));
        Blocked blocked = new();
        ActorRef waiting = broker.Spawn("blocked", () => blocked);
        Assert.That(await picky.AskAsync<int>(1, cancellationToken: Limit), Is.EqualTo(1), "not measured");

        ConcurrentDictionary<string, long> counts = new(StringComparer.Ordinal);
        ConcurrentDictionary<string, long> depths = new(StringComparer.Ordinal);
        using MeterListener listener = new();
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "ZmqNative")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            Dictionary<string, object?> all = new(tags.ToArray(), StringComparer.Ordinal);
            if (name.Equals(all.GetValueOrDefault("zmqnative.broker")) && value >= 0)
            {
                string key = $"{instrument.Name} {all["messaging.destination.template"]} {all.GetValueOrDefault("error.type")}".Trim();
                _ = counts.AddOrUpdate(key, 1, static (_, count) => count + 1);
            }
        });
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            Dictionary<string, object?> all = new(tags.ToArray(), StringComparer.Ordinal);
            if (name.Equals(all.GetValueOrDefault("zmqnative.broker")) && instrument.Name == "zmqnative.broker.mailbox.messages")
            {
                depths[(string)all["messaging.destination.template"]!] = value;
            }
        });
        listener.Start();
        for (int i = 0; i < 3; i++)
        {
            Assert.That(await broker.Actor($"order/{i}").AskAsync<string>("child", Generous, Limit), Is.EqualTo("answer"));
        }

        Assert.That(async () => await picky.AskAsync<int>(-1, Generous, Limit), Throws.TypeOf<ActorFailedException>());
        await waiting.TellAsync("current", Limit);
        await blocked.BegunAsync(Limit);
        await waiting.TellAsync("second", Limit);
        await waiting.TellAsync("third", Limit);
        listener.RecordObservableInstruments();
        Assert.That(depths, Is.EquivalentTo(new Dictionary<string, long>(StringComparer.Ordinal) { ["blocked"] = 2 }));
        blocked.Go(3);
        Dictionary<string, long> expected = new(StringComparer.Ordinal)
        {
            ["zmqnative.broker.queue.duration order/{id}"] = 3,
            ["zmqnative.broker.queue.duration order/{id}/child"] = 3,
            ["zmqnative.broker.queue.duration picky"] = 1,
            ["zmqnative.broker.queue.duration blocked"] = 3,
            ["messaging.process.duration order/{id}"] = 3,
            ["messaging.process.duration order/{id}/child"] = 3,
            ["messaging.process.duration picky System.FormatException"] = 1,
            ["messaging.process.duration blocked"] = 3,
        };
        await Eventually(() => counts.Values.Sum() >= expected.Values.Sum(), "all measured");
        Assert.That(counts, Is.EquivalentTo(expected));
    }

    [Test]
    public void The_number_of_labels_is_limited()
    {
        Broker broker = CreateBroker();
        broker.Register("order/{id}", static _ => new Parent());
        HashSet<string> labels = [];
        for (int i = 0; i < 1000; i++)
        {
            labels.Add(broker.Labels.Of((ActorCell)broker.Spawn($"spawned/{i}", static (_, _) => default)));
            labels.Add(broker.Labels.Of(broker.FindOrActivate($"order/{i}")!));
        }

        Assert.That(labels, Has.Count.EqualTo(256 + 2).And.Contains("order/{id}").And.Contains("_other").And.Contains("spawned/0"));
    }

    private sealed class Parent : Actor
    {
        private ActorRef? _child;

        public override async ValueTask ReceiveAsync(object message, ActorContext context)
        {
            _child ??= context.Spawn("child", static (_, context) =>
            {
                context.Reply("answer");
                return default;
            });
            context.Reply(await _child.AskAsync<string>(message));
        }
    }
}
