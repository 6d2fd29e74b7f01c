using System.Collections.Concurrent;
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
    public async Task A_client_can_be_measured_while_it_is_made()
    {
        string name = $"client {Guid.NewGuid()}";
        int creator = Environment.CurrentManagedThreadId;
        Dictionary<string, double>? first = null;
        AggregateException? failure = null;
        CallingTime time = new(new ManualTime());
        await using Reactor reactor = new(timeProvider: time);
        time.Called = () =>
        {
            if (Environment.CurrentManagedThreadId != creator || first is not null || failure is not null)
            {
                return;
            }

            // The clock is first read between the constructor of the base class, which adds the metrics, and the end of that of the client.
            try
            {
                first = Measure(name) is { Count: > 0 } measured ? measured : null;
            }
            catch (AggregateException exception)
            {
                failure = exception;
            }
        };
        await using RequestClient client = new($"@{AnyPort}", On(new RequestClientOptions { Name = name }, reactor));
        time.Called = null;

        Assert.That(failure, Is.Null);
        Assert.That(first!["zmqnative.requests.in_flight"], Is.Zero);
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

    [TestCase(true)]
    [TestCase(false)]
    public async Task Handlers_go_on_when_a_listener_throws(bool atStart)
    {
        using ActivityListener listener = new()
        {
            ShouldListenTo = static source => source.Name == "ZmqNative",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = activity => Throw(activity, atStart),
            ActivityStopped = activity => Throw(activity, !atStart),
        };
        ActivitySource.AddActivityListener(listener);
        using MeterListener meters = new();
        meters.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "ZmqNative", Name: "messaging.process.duration" })
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<double>(static (_, _, _, _) => throw new InvalidDataException("measured"));
        meters.Start();
        using SemaphoreSlim handled = new(0);
        await using ReplyServer server = new(AnyPort, static request => request.Text, On(new ReplyServerOptions()));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));
        await using Puller puller = new($"@{AnyPort}", _ => handled.Release(), On(new PullerOptions()));
        await using Pusher pusher = new($">{puller.LastEndpoint}", On(new PusherOptions()));
        await using Publisher publisher = new(AnyPort, On(new PublisherOptions()));

        for (int i = 0; i < 3; i++)
        {
            Assert.That(await client.RequestAsync($"{i}", Generous, Limit), Is.EqualTo($"{i}"));
            await pusher.PushAsync("x", Limit);
            await handled.WaitAsync(Limit);
            await publisher.PublishAsync("topic", "x");
            await publisher.PublishEnvelopeAsync("topic", "x");
            publisher.Publish("topic", "x"u8);
            Assert.That(async () => await publisher.PublishAsync(MultipartMessage.Create()), Throws.ArgumentException);
            Assert.That(Activity.Current, Is.Null);
        }

        static void Throw(Activity activity, bool throws)
        {
            if (throws && activity.OperationName is "process" or "publish")
            {
                throw new InvalidDataException("listener");
            }
        }
    }

    [Test]
    public async Task A_stream_of_replies_is_one_span_and_one_measurement_of_its_client()
    {
        ConcurrentQueue<Activity> activities = new();
        using ActivityListener listener = new()
        {
            ShouldListenTo = static source => source.Name == "ZmqNative",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activities.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        string name = $"streams-{Guid.NewGuid():N}";
        ConcurrentQueue<string?> measured = new();
        using MeterListener meters = new();
        meters.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "ZmqNative", Name: "messaging.client.operation.duration" })
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            Dictionary<string, object?> all = tags.ToArray().ToDictionary();
            if (Equals(all["messaging.client.id"], name))
            {
                measured.Enqueue(all.GetValueOrDefault("error.type") as string);
            }
        });
        meters.Start();
        await using (ReplyServer server = new(AnyPort, On(new ReplyServerOptions())))
        {
            server.HandleStream(static (request, _) => Two(request.Text));
            await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions { Name = name }));
            using Activity outer = new Activity("outer").SetIdFormat(ActivityIdFormat.W3C).Start();
            await foreach (ReceivedMessage _ in client.RequestStreamAsync("good", Generous, Limit))
            {
                Assert.That(Activity.Current, Is.SameAs(outer), "the span is not that of the loop's body");
            }

            Assert.That(
                async () =>
                {
                    await foreach (ReceivedMessage _ in client.RequestStreamAsync("bad", Generous, Limit))
                    {
                    }
                },
                Throws.InstanceOf<RequestFailedException>());
            Assert.That(Activity.Current, Is.SameAs(outer));
        }

        Activity[] requests = [.. activities.Where(activity => activity.DisplayName == $"request {name}")];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(requests.Select(static activity => activity.Status), Is.EqualTo(new[] { ActivityStatusCode.Unset, ActivityStatusCode.Error }));
            Assert.That(measured, Is.EqualTo(new[] { null, typeof(RequestFailedException).FullName }));
            foreach (Activity request in requests)
            {
                Assert.That(activities.Count(activity => activity.OperationName == "process" && activity.ParentSpanId == request.SpanId), Is.EqualTo(1));
            }
        }

        static async IAsyncEnumerable<Payload> Two(string text)
        {
            yield return "one";
            await Task.Yield();
            yield return text == "good" ? "two" : throw new RequestRejectedException(ReplyStatus.BadRequest, "no");
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
