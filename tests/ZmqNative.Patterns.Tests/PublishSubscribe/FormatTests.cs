using System.Text;
using System.Text.Json;

namespace ZmqNative.Patterns.Tests.PublishSubscribe;

/// <summary>The wire formats byte for byte, against plain sockets.</summary>
public sealed class FormatTests : PatternsTest
{
    [Test]
    public async Task Text_is_one_frame_of_id_type_and_body()
    {
        await using Pair pair = await StartAsync();

        await pair.Publisher.PublishTextAsync("Hi there! Ünï");
        await pair.Publisher.PublishTextAsync(string.Empty, messageId: 7);

        Assert.That(await ReceiveTexts(pair.Plain), Is.EqualTo(new[] { "1000 text Hi there! Ünï" }));
        Assert.That(await ReceiveTexts(pair.Plain), Is.EqualTo(new[] { "7 text " }));
    }

    [Test]
    public async Task Json_is_one_frame_marked_json()
    {
        await using Pair pair = await StartAsync();

        await pair.Publisher.PublishJsonAsync(new Order("a book", 2), TestJson.Default.Order, messageId: int.MaxValue);

        Assert.That(await ReceiveTexts(pair.Plain), Is.EqualTo(new[] { """2147483647 json {"item":"a book","count":2}""" }));
    }

    [Test]
    public async Task A_topic_is_a_frame_before_the_payload()
    {
        await using Pair pair = await StartAsync();

        await pair.Publisher.PublishAsync("updates", "text");
        await pair.Publisher.PublishAsync("updates", new byte[] { 1, 0, 255 });
        await pair.Publisher.PublishAsync("updates", Frame.FromText("frame"));
        await pair.Publisher.PublishJsonAsync("updates", new Order("x", 1), TestJson.Default.Order);
        await pair.Publisher.PublishAsync(MultipartMessage.Create("updates", "one", "two"));

        Assert.That(await ReceiveTexts(pair.Plain), Is.EqualTo(new[] { "updates", "text" }));
        Assert.That((await ReceiveBytes(pair.Plain))[1], Is.EqualTo(new byte[] { 1, 0, 255 }));
        Assert.That(await ReceiveTexts(pair.Plain), Is.EqualTo(new[] { "updates", "frame" }));
        Assert.That(await ReceiveTexts(pair.Plain), Is.EqualTo(new[] { "updates", """{"item":"x","count":1}""" }));
        Assert.That(await ReceiveTexts(pair.Plain), Is.EqualTo(new[] { "updates", "one", "two" }));
    }

    [Test]
    public async Task An_envelope_has_a_header_of_compact_json_in_the_middle()
    {
        await using Pair pair = await StartAsync(new PublisherOptions { Source = "test" });

        await pair.Publisher.PublishEnvelopeAsync("updates", "{}"u8.ToArray(), "application/json");

        string[] frames = await ReceiveTexts(pair.Plain);
        Assert.That(frames, Has.Length.EqualTo(3));
        using JsonDocument header = JsonDocument.Parse(frames[1]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(frames[0], Is.EqualTo("updates"));
            Assert.That(frames[2], Is.EqualTo("{}"));
            Assert.That(frames[1], Does.Not.Contain(" "));
            Assert.That(header.RootElement.EnumerateObject().Select(p => p.Name), Is.EqualTo(new[] { "id", "timestamp", "source", "content_type" }));
            Assert.That(header.RootElement.GetProperty("source").GetString(), Is.EqualTo("test"));
            Assert.That(header.RootElement.GetProperty("content_type").GetString(), Is.EqualTo("application/json"));
            Assert.That(header.RootElement.GetProperty("timestamp").GetDouble(), Is.GreaterThan(1_700_000_000));
        }
    }

    [Test]
    public async Task Text_and_json_are_written_and_read_in_the_chosen_encoding()
    {
        string endpoint = Inproc();
        await using Publisher publisher = new(endpoint, On(new PublisherOptions { Encoding = Encoding.Latin1 }));
        await using AsyncSocket plain = CreateSocket(SocketType.Sub);
        plain.Configure(static socket => socket.Subscribe(string.Empty));
        plain.Connect(endpoint);
        await using Subscriber subscriber = new(endpoint, messageId: 1000, On(new SubscriberOptions { Encoding = Encoding.Latin1 }));
        await publisher.WaitForSubscriberAsync(2, Limit);

        await publisher.PublishTextAsync("né");
        await publisher.PublishJsonAsync(new Order("né", 1), TestJson.Default.Order);

        Assert.That((await ReceiveBytes(plain))[0], Is.EqualTo("1000 text n"u8.ToArray().Append((byte)0xE9)));
        using ReceivedMessage text = await subscriber.ReceiveAsync(Limit);
        using ReceivedMessage json = await subscriber.ReceiveAsync(Limit);
        Assert.That(text.Text, Is.EqualTo("né"));
        Assert.That(json.GetJson(TestJson.Default.Order), Is.EqualTo(new Order("né", 1)));
    }

    [Test]
    public async Task An_encoding_that_cannot_carry_ASCII_is_refused_and_leaves_nothing_alive()
    {
        Assert.That(() => new Publisher(Inproc(), On(new PublisherOptions { Encoding = Encoding.Unicode })), Throws.ArgumentException);
        Assert.That(
            () => new Subscriber(Inproc(), On(new SubscriberOptions { Encoding = Encoding.UTF32 })),
            Throws.ArgumentException.With.Message.Contains("utf-32"));
        await NothingAliveBut(0);
    }

    private async Task<Pair> StartAsync(PublisherOptions? options = null)
    {
        string endpoint = Inproc();
        Pair pair = new(new Publisher(endpoint, On(options ?? new PublisherOptions())), CreateSocket(SocketType.Sub));
        pair.Plain.Configure(static socket => socket.Subscribe(string.Empty));
        pair.Plain.Connect(endpoint);
        await pair.Publisher.WaitForSubscriberAsync(1, Limit);
        return pair;
    }

    private sealed record Pair(Publisher Publisher, AsyncSocket Plain) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Plain.DisposeAsync();
            await Publisher.DisposeAsync();
        }
    }
}
