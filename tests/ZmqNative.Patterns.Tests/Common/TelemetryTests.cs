using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ZmqNative.Patterns.Tests.Common;

public sealed class TelemetryTests : PatternsTest
{
    [Test]
    public async Task Statistics_are_metrics_with_the_name_of_the_pattern()
    {
        string name = $"puller {Guid.NewGuid()}";
        await using Pusher pusher = new($"@{AnyPort}", On(new PusherOptions { Name = name + " source" }));
        await using (Puller puller = new(pusher.LastEndpoint, On(new PullerOptions { Name = name, MaxFrames = 1 })))
        {
            await puller.WaitForPeersAsync(1, Limit);
            await pusher.PushAsync("x", Limit);
            (await puller.ReceiveAsync(Limit)).Dispose();

            Dictionary<string, double> puller1 = Measure(name);
            using (Assert.EnterMultipleScope())
            {
                Assert.That(puller1["messaging.client.consumed.messages"], Is.EqualTo(1));
                Assert.That(puller1["messaging.client.sent.messages"], Is.Zero);
                Assert.That(puller1["zmqnative.malformed.messages"], Is.Zero);
                Assert.That(puller1["zmqnative.dropped.messages"], Is.Zero);
                Assert.That(puller1["zmqnative.failed.handlers"], Is.Zero);
                Assert.That(puller1["zmqnative.connected.peers"], Is.EqualTo(1));
                Assert.That(Measure(name + " source")["messaging.client.sent.messages"], Is.EqualTo(1));
            }
        }

        Assert.That(Measure(name), Is.Empty);
    }

    [Test]
    public async Task Requests_and_handlers_are_traced()
    {
        List<Activity> activities = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = static source => source.Name == "ZmqNative",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                lock (activities)
                {
                    activities.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using (ReplyServer server = new(
            AnyPort, static r => r.Text == "bad" ? throw new InvalidOperationException() : "x", On(new ReplyServerOptions())))
        {
            await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));
            await client.RequestAsync("good", Generous, Limit);
            Assert.That(async () => await client.RequestAsync("bad", Generous, Limit), Throws.InstanceOf<RequestFailedException>());
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(activities.Count(a => a is { OperationName: "request", Kind: ActivityKind.Client }), Is.EqualTo(2));
            Assert.That(activities.Count(a => a is { OperationName: "process", Kind: ActivityKind.Consumer }), Is.EqualTo(2));
            Assert.That(activities.Count(a => a.Status == ActivityStatusCode.Error), Is.EqualTo(2));
        }
    }

    private static Dictionary<string, double> Measure(string name)
    {
        Dictionary<string, double> values = [];
        using MeterListener listener = new()
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "ZmqNative")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.Start();
        listener.RecordObservableInstruments();
        return values;

        void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                if (tag is { Key: "messaging.client.id", Value: string id } && id == name)
                {
                    values.Add(instrument.Name, value);
                }
            }
        }
    }
}
