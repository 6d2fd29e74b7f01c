using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ZmqNative.Patterns.Tests.Messages;

/// <summary>What converts to a payload, and who owns its frames.</summary>
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
    public async Task What_is_refused_frees_the_frames()
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
        Refused<ArgumentOutOfRangeException>(payload => pairClient.RequestAsync(payload, TimeSpan.FromDays(25)));
        foreach (IAsyncDisposable pattern in new IAsyncDisposable[] { publisher, pusher, pair, pairClient, client })
        {
            await pattern.DisposeAsync();
        }

        Refused<ObjectDisposedException>(payload => publisher.PublishAsync("t", payload).AsTask());
        Refused<ObjectDisposedException>(payload => publisher.PublishEnvelopeAsync("t", payload).AsTask());
        Refused<ObjectDisposedException>(payload => pusher.PushAsync(payload).AsTask());
        Refused<ObjectDisposedException>(payload => pair.SendAsync(payload).AsTask());
        Refused<ObjectDisposedException>(payload => pairClient.RequestAsync(payload));
        Refused<ObjectDisposedException>(payload => client.RequestAsync(payload).AsTask());
    }

    // That no frame stays alive is what the base class looks at.
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
