using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ZmqNative.Patterns.Tests.Messages;

/// <summary>The conversions to a payload, and the ownership of its frames.</summary>
public sealed class PayloadTests : PatternsTest
{
    [Test]
    public void Texts_bytes_frames_and_json_convert_to_it()
    {
        byte[] bytes = "0123456789"u8.ToArray();
        using Frame source = Frame.Copy("from a frame"u8);
        JsonNode json = new JsonObject { ["a"] = 1 };
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Read("Ünï"), Is.EqualTo(new[] { "Ünï" }));
            Assert.That(Read(string.Empty), Is.EqualTo(new[] { string.Empty }));
            Assert.That(Read(bytes), Is.EqualTo(new[] { "0123456789" }));
            Assert.That(Read(new ReadOnlyMemory<byte>(bytes, 3, 4)), Is.EqualTo(new[] { "3456" }));
            Assert.That(Read(source.Memory[5..]), Is.EqualTo(new[] { "a frame" }));
            Assert.That(Read(ReadOnlyMemory<byte>.Empty), Is.EqualTo(new[] { string.Empty }));
            Assert.That(Read(default), Is.EqualTo(new[] { string.Empty }));
            Assert.That(Read(Frame.FromText("frame")), Is.EqualTo(new[] { "frame" }));
            Assert.That(Read(MultipartMessage.Create("one", "two")), Is.EqualTo(new[] { "one", "two" }));
            Assert.That(Read(json), Is.EqualTo(new[] { """{"a":1}""" }));
            Assert.That(Read((JsonNode?)null), Is.EqualTo(new[] { "null" }));
            Assert.That(Read(JsonElement.Parse("[1, 2]")), Is.EqualTo(new[] { "[1,2]" }));
            Assert.That(Read(Payload.FromJson(new Order("x", 1), TestJson.Default.Order)), Is.EqualTo(new[] { """{"item":"x","count":1}""" }));
            Assert.That(Read(Payload.Write(static (writer, text) => Encoding.UTF8.GetBytes(text, writer), "written")), Is.EqualTo(new[] { "written" }));
        }
    }

    [Test]
    public void A_sequence_of_several_pieces_becomes_one_frame()
    {
        using ReceivedMessage message = ReceivedMessage.Create(MultipartMessage.Create("one, ", "two, ", "three"));

        Assert.That(Read(message.Sequence), Is.EqualTo(new[] { "one, two, three" }));
        Assert.That(Read(message.Sequence.Slice(2, 6)), Is.EqualTo(new[] { "e, two" }));
        Assert.That(Read(new ReadOnlySequence<byte>("one"u8.ToArray())), Is.EqualTo(new[] { "one" }));
    }

    [Test]
    public void A_serializer_writes_and_reads_values()
    {
        JsonMessageSerializer serializer = new JsonMessageSerializer().Add(TestJson.Default.Order);

        using ReceivedMessage message = ReceivedMessage.Create(Payload.Serialize(new Order("x", 1), serializer));

        Assert.That(message.Get<Order>(serializer), Is.EqualTo(new Order("x", 1)));
    }

    [Test]
    public async Task Failures_are_thrown_by_the_task_and_argument_errors_at_once()
    {
        Publisher publisher = new(Inproc(), On(new PublisherOptions { MaxFrameSize = 10 }));
        Pusher pusher = new(Inproc(), On(new PusherOptions { MaxFrameSize = 10 }));
        PairServer pair = new(Inproc(), On(new PairOptions()));
        PairClient pairClient = new(pair.LastEndpoint, On(new PairOptions()));
        RequestClient client = new(Inproc(), On(new RequestClientOptions()));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => { _ = pairClient.RequestAsync((string)null!).AsTask(); }, Throws.ArgumentNullException);
            Assert.That(() => { _ = client.RequestAsync((string)null!).AsTask(); }, Throws.ArgumentNullException);
            Assert.That(() => { _ = client.RequestIdempotentAsync(default, TimeSpan.Zero).AsTask(); }, Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(
                () => { _ = client.RequestJsonAsync(1, null!, TestJson.Default.Order).AsTask(); }, Throws.ArgumentNullException);
        }

        List<Task> failing = [publisher.PublishAsync("t", new byte[11]).AsTask(), pusher.PushAsync(new byte[11]).AsTask(), pusher.PushAsync(new string('x', 11)).AsTask()];
        foreach (IAsyncDisposable pattern in new IAsyncDisposable[] { publisher, pusher, pairClient, pair, client })
        {
            await pattern.DisposeAsync();
        }

        failing.AddRange(
        [
            publisher.PublishAsync("t", "x").AsTask(),
            publisher.PublishTextAsync("x").AsTask(),
            publisher.WaitForPeersAsync(1, Limit).AsTask(),
            publisher.WaitForSubscriberAsync(1, Limit).AsTask(),
            pusher.PushAsync("x").AsTask(),
            pair.SendAsync("x").AsTask(),
            pairClient.RequestAsync("x").AsTask(),
            client.RequestAsync("x").AsTask(),
        ]);
        foreach (Task task in failing)
        {
            Assert.That(async () => await task, Throws.InstanceOf<ObjectDisposedException>().Or.InstanceOf<MessageTooLargeException>());
        }
    }

    [Test]
    public async Task Refused_payloads_free_their_frames()
    {
        Publisher publisher = new(Inproc(), On(new PublisherOptions()));
        Pusher pusher = new(Inproc(), On(new PusherOptions()));
        PairServer pair = new(Inproc(), On(new PairOptions()));
        PairClient pairClient = new(Inproc(), On(new PairOptions()));
        RequestClient client = new(Inproc(), On(new RequestClientOptions()));

        Refused<ArgumentNullException>(payload => publisher.PublishAsync(null!, payload).AsTask());
        Refused<ArgumentException>(payload => publisher.PublishAsync("\ud800", payload).AsTask());
        Refused<ArgumentNullException>(payload => publisher.PublishEnvelopeAsync("t", payload, null!).AsTask());
        Refused<ArgumentOutOfRangeException>(payload => client.RequestAsync(payload, TimeSpan.FromDays(25)).AsTask());
        Refused<ArgumentOutOfRangeException>(payload => pairClient.RequestAsync(payload, TimeSpan.FromDays(25)).AsTask());
        foreach (IAsyncDisposable pattern in new IAsyncDisposable[] { publisher, pusher, pair, pairClient, client })
        {
            await pattern.DisposeAsync();
        }

        Refused<ObjectDisposedException>(payload => publisher.PublishAsync("t", payload).AsTask());
        Refused<ObjectDisposedException>(payload => publisher.PublishEnvelopeAsync("t", payload).AsTask());
        Refused<ObjectDisposedException>(payload => pusher.PushAsync(payload).AsTask());
        Refused<ObjectDisposedException>(payload => pair.SendAsync(payload).AsTask());
        Refused<ObjectDisposedException>(payload => pairClient.RequestAsync(payload).AsTask());
        Refused<ObjectDisposedException>(payload => client.RequestAsync(payload).AsTask());
    }

    [Test]
    public async Task An_envelope_of_several_frames_or_of_none_is_refused()
    {
        await using Publisher publisher = new(Inproc(), On(new PublisherOptions()));
        Assert.That(() => publisher.PublishEnvelopeAsync("t", MultipartMessage.Create("two", "frames")), Throws.ArgumentException);
        Assert.That(() => publisher.PublishEnvelopeAsync("t", MultipartMessage.Create()), Throws.ArgumentException);
    }

    // The base class checks that no frame stays alive.
    private static void Refused<TException>(Func<Payload, Task> send)
        where TException : Exception
    {
        Assert.That(() => send(Frame.FromText("a frame")), Throws.InstanceOf<TException>());
        Assert.That(() => send(MultipartMessage.Create("two", "frames")), Throws.InstanceOf<TException>());
    }

    private static string[] Read(Payload payload)
    {
        using MultipartMessage message = payload.ToMessage();
        List<string> frames = [];
        foreach (Frame frame in message)
        {
            frames.Add(frame.ToString());
        }

        return [.. frames];
    }
}
