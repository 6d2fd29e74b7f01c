using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ZmqNative.Patterns.Tests.RequestReply;

/// <summary>The ends of requests of a foreign protocol other than a reply, and functions that throw.</summary>
public sealed class ProtocolFailureTests : ProtocolTest
{
    [Test]
    public async Task A_deadline_ends_a_request_and_a_stream()
    {
        ManualTime time = new();
        await using Reactor reactor = new(timeProvider: time);
        await using AsyncSocket router = Bound(SocketType.Router, AnyPort);
        await using ProtocolClient<string> client = Client(router, reactor: reactor);
        ValueTask<MultipartMessage> request = client.RequestAsync(Ask("a"), TimeSpan.FromSeconds(1), Limit);
        List<string> bodies = [];
        Task<string[]> stream = Bodies(client.RequestStreamAsync(Ask("b"), TimeSpan.FromSeconds(1), Limit), bodies);
        (byte[] peer, _) = await ReceiveRequest(router);
        _ = await ReceiveRequest(router);
        await Reply(router, peer, "b", "more", "first");
        await Eventually(() => bodies.Count == 1, "the first reply");

        time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.That(client.InFlight, Is.EqualTo(2));
        time.Advance(TimeSpan.FromSeconds(0.2));

        Assert.That(async () => await request, Throws.InstanceOf<RequestTimeoutException>().With.Message.Contains("within 1 s"));
        Assert.That(async () => await stream, Throws.InstanceOf<RequestTimeoutException>());
        await Reply(router, peer, "a", "last", "late");
        await Reply(router, peer, "b", "more", "late");
        await Eventually(() => client.UnsolicitedMessages == 2, "the late replies");
        Assert.That(client.InFlight, Is.Zero);
    }

    [Test]
    public async Task Disposing_ends_requests_streams_and_enumerations()
    {
        await using AsyncSocket router = Bound(SocketType.Router, AnyPort);
        ProtocolClient<string> client = Client(router);
        ValueTask<MultipartMessage> request = client.RequestAsync(Ask("a"), Generous, Limit);
        List<string> bodies = [];
        Task<string[]> stream = Bodies(client.RequestStreamAsync(Ask("b"), Generous, Limit), bodies);
        Task<string[]> unsolicited = Bodies(client.ReadUnsolicitedAsync(Limit));
        (byte[] peer, _) = await ReceiveRequest(router);
        await Reply(router, peer, "b", "more", "first");
        await Eventually(() => bodies.Count == 1, "the first reply");

        await client.DisposeAsync();

        Assert.That(async () => await request, Throws.InstanceOf<ObjectDisposedException>().With.Message.Contains("ProtocolClient was disposed"));
        Assert.That(async () => await stream, Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(await unsolicited, Is.Empty);
        Assert.That(async () => await client.RequestAsync(Ask("c")), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(async () => await Bodies(client.RequestStreamAsync(Ask("c"))), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task The_loss_of_the_last_connection_ends_requests()
    {
        AsyncSocket router = Bound(SocketType.Router, AnyPort);
        string endpoint = router.LastEndpoint;
        await using ProtocolClient<string> client = Client(router);
        ValueTask<MultipartMessage> request = client.RequestAsync(Ask("a"), Generous, Limit);
        Task<string[]> stream = Bodies(client.RequestStreamAsync(Ask("b"), Generous, Limit));
        _ = await ReceiveRequest(router);
        _ = await ReceiveRequest(router);

        await router.DisposeAsync();

        Assert.That(async () => await request, Throws.InstanceOf<ConnectionLostException>());
        Assert.That(async () => await stream, Throws.InstanceOf<ConnectionLostException>());
        await using AsyncSocket next = await Again(() => Bound(SocketType.Router, endpoint));
        Task<string> again = Body(client.RequestAsync(Ask("a"), Generous, Limit));
        await Reply(next, (await ReceiveRequest(next)).Peer, "a", "last", "answer");
        Assert.That(await again, Is.EqualTo("answer"));
    }

    [Test]
    public async Task Cancelling_ends_a_request_and_a_stream()
    {
        await using AsyncSocket router = Bound(SocketType.Router, AnyPort);
        await using ProtocolClient<string> client = Client(router);
        using CancellationTokenSource cancel = new();
        ValueTask<MultipartMessage> request = client.RequestAsync(Ask("a"), Generous, cancel.Token);
        Task<string[]> stream = Bodies(client.RequestStreamAsync(Ask("b"), Generous, cancel.Token));
        _ = await ReceiveRequest(router);
        _ = await ReceiveRequest(router);

        await cancel.CancelAsync();

        Assert.That(async () => await request, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await stream, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await client.RequestAsync(Ask("c"), Generous, cancel.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(client.InFlight, Is.Zero);
    }

    [Test]
    public async Task A_function_that_throws_ends_no_other_request()
    {
        await using AsyncSocket router = Bound(SocketType.Router, AnyPort);
        await using ProtocolClient<string> client = new(
            router.LastEndpoint,
            static request => request[0].ToString() is var id && id != "bad" ? id : throw new FormatException("no id in the request"),
            static reply => reply.Count == 3 ? reply[0].ToString() : throw new FormatException("no id in the reply"),
            static reply => reply[1].ToString() switch { "last" => true, "more" => false, _ => throw new FormatException("no kind") },
            On(new ProtocolClientOptions()));
        Assert.That(() => client.RequestAsync(Ask("bad")), Throws.InstanceOf<FormatException>().With.Message.Contains("request"));
        Assert.That(
            async () => await Bodies(client.RequestStreamAsync(Ask("bad"))), Throws.InstanceOf<FormatException>().With.Message.Contains("request"));
        Task<string> good = Body(client.RequestAsync(Ask("good"), Generous, Limit));
        ValueTask<MultipartMessage> failing = client.RequestAsync(Ask("failing"), Generous, Limit);
        (byte[] peer, _) = await ReceiveRequest(router);
        _ = await ReceiveRequest(router);

        await router.SendAsync([peer, "alone"u8], Limit);
        await Reply(router, peer, "failing", "strange", "x");
        await Reply(router, peer, "good", "last", "answer");

        Assert.That(async () => await failing, Throws.InstanceOf<FormatException>().With.Message.EqualTo("no kind"));
        Assert.That(await good, Is.EqualTo("answer"));
        Assert.That((client.Statistics.Malformed, client.UnsolicitedMessages, client.InFlight), Is.EqualTo((2L, 0L, 0)));
    }

    [Test]
    public async Task Ids_whose_equality_throws_end_no_other_request()
    {
        await using AsyncSocket router = Bound(SocketType.Router, AnyPort);
        await using ProtocolClient<HostileId> client = new(
            router.LastEndpoint,
            static request => new HostileId(request[0].ToString()),
            static reply => new HostileId(reply[0].ToString()),
            static reply => reply[1].ToString() == "last",
            On(new ProtocolClientOptions()));
        Task<string> good = Body(client.RequestAsync(Ask("good"), Generous, Limit));
        (byte[] peer, _) = await ReceiveRequest(router);

        // The caller of a request gets the exception; a reply that causes it is dropped.
        Assert.That(async () => await client.RequestAsync(Ask("hash"), Generous, Limit), Throws.InstanceOf<FormatException>());
        Assert.That(async () => await client.RequestAsync(Ask("equality"), Generous, Limit), Throws.InstanceOf<FormatException>());
        await Reply(router, peer, "hash", "last", "x");
        await Reply(router, peer, "equality", "last", "x");
        await Eventually(() => client.Statistics.Malformed == 2, "both are read");

        // The end of a request compares no ids.
        Assert.That(client.InFlight, Is.EqualTo(1));
        HostileId.IsHostile = true;
        try
        {
            using CancellationTokenSource source = new();
            await source.CancelAsync();
            Assert.That(async () => await client.RequestAsync(Ask("cancelled"), Generous, source.Token), Throws.InstanceOf<OperationCanceledException>());
        }
        finally
        {
            HostileId.IsHostile = false;
        }

        await Reply(router, peer, "good", "last", "answer");
        Assert.That(await good, Is.EqualTo("answer"));
        Assert.That(client.InFlight, Is.Zero);
    }

    [Test]
    public async Task Disposed_messages_and_wrong_timeouts_are_refused()
    {
        await using AsyncSocket router = Bound(SocketType.Router, AnyPort);
        await using ProtocolClient<string> client = Client(router);
        MultipartMessage ended = Ask("a");
        ended.Dispose();

        Assert.That(() => client.RequestAsync(ended), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => client.RequestStreamAsync(ended), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => client.RequestAsync(Ask("a"), TimeSpan.Zero), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => client.RequestStreamAsync(Ask("a"), TimeSpan.Zero), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task Metrics_and_traces_name_the_client_and_the_protocol_is_unchanged()
    {
        using ActivityListener activities = new()
        {
            ShouldListenTo = static source => source.Name == "ZmqNative",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        List<string> operations = [];
        activities.ActivityStopped = activity =>
        {
            lock (operations)
            {
                operations.Add(activity.DisplayName);
            }
        };
        ActivitySource.AddActivityListener(activities);
        await using AsyncSocket router = Bound(SocketType.Router, AnyPort);
        string name = $"protocol-{Guid.NewGuid():N}";
        await using ProtocolClient<string> client = Client(router, new ProtocolClientOptions { Name = name });
        Task<string> request = Body(client.RequestAsync(Ask("a"), Generous, Limit));
        byte[][] frames = await ReceiveBytes(router);
        Assert.That(frames, Has.Length.EqualTo(4), "the routing id and the request, without a frame for traces");

        List<(int InFlight, string? Pattern)> seen = [];
        using (MeterListener meters = new())
        {
            meters.InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument is { Meter.Name: "ZmqNative", Name: "zmqnative.requests.in_flight" })
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            meters.SetMeasurementEventCallback<int>((_, value, tags, _) =>
            {
                Dictionary<string, object?> all = tags.ToArray().ToDictionary();
                if (Equals(all["messaging.client.id"], name))
                {
                    seen.Add((value, all["zmqnative.pattern"] as string));
                }
            });
            meters.Start();
            meters.RecordObservableInstruments();
        }

        await Reply(router, frames[0], "a", "last", "answer");
        Assert.That(await request, Is.EqualTo("answer"));
        Assert.That(seen, Is.EqualTo(new[] { (1, "ProtocolClient") }));
        lock (operations)
        {
            Assert.That(operations, Does.Contain($"request {name}"));
        }
    }

    // All ids have the same hash code, so that each look-up compares.
    private readonly struct HostileId(string text) : IEquatable<HostileId>
    {
        public static bool IsHostile { get; set; }

        private readonly string _text = text;

        public bool Equals(HostileId other) => IsHostile || _text == "equality" || other._text == "equality"
            ? throw new FormatException("equality")
            : _text == other._text;

        public override bool Equals(object? obj) => obj is HostileId other && Equals(other);

        public override int GetHashCode() => _text == "hash" ? throw new FormatException("hash") : 1;
    }
}
