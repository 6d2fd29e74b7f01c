using System.Text;

namespace ZmqNative.Cluster.Tests.Durable;

public sealed class TellCodecTests
{
    private static readonly JsonMessageSerializer Serializer = new();

    [TestCase("order/42")]
    [TestCase("order/a b")]
    [TestCase("order/ a ")]
    [TestCase("order/\u00e4\u6f22\U0001F600")]
    public void A_tell_is_read_as_it_was_written(string address)
    {
        DurableMessage written = TellCodec.Write(address, "text", "id", 7, Serializer);
        Assert.That((TellCodec.AddressOf(written), written.Id, written.Subject), Is.EqualTo((address, "id", "7")));
        Assert.That(TellCodec.TryRead(written, Serializer, out object? read, out _), Is.True);
        Assert.That(read, Is.EqualTo("text"));

        DurableEntry tell = new(12, DateTimeOffset.UnixEpoch, written) { LogCreated = DateTimeOffset.UnixEpoch.AddDays(1) };
        DurableMessage letter = TellCodec.GiveUp(tell, "two\nlines", 3);
        DurableMessageCheck.Check(letter);
        DurableDeadLetter listed = new(new DurableEntry(5, DateTimeOffset.UnixEpoch, letter));
        Assert.That((listed.Address, listed.Id, listed.TellSequence, listed.Attempts, listed.Reason), Is.EqualTo((address, "id", 12UL, 3, "two\nlines")));
        Assert.That(TellCodec.GiveUp(tell, "other", 1).Id, Is.EqualTo(letter.Id), "stored once");

        DurableMessage again = TellCodec.SendAgain(listed.Entry);
        DurableMessageCheck.Check(again);
        Assert.That(again.Fields, Is.EqualTo(written.Fields));
        Assert.That(again.Id, Is.Not.EqualTo("id").And.Not.EqualTo(letter.Id));
    }

    [Test]
    public void The_longest_address_and_any_reason_are_valid_fields()
    {
        string address = $"{new string('\u6f22', 128)}/{new string('\u6f22', 512)}";
        DurableMessage written = TellCodec.Write(address, new byte[] { 1 }, "id", 7, Serializer);
        Assert.That(TellCodec.AddressOf(written), Is.EqualTo(address));
        DurableMessageCheck.Check(TellCodec.GiveUp(new DurableEntry(1, default, written), new string('\u6f22', 5000), 1));
    }

    [Test]
    public void Frames_are_copied_and_taken()
    {
        MultipartMessage frames = MultipartMessage.Create();
        frames.Add("a");
        frames.Add(string.Empty);
        DurableMessage written = TellCodec.Write("order/42", frames, "id", 7, Serializer);
        Assert.That(written.Frames.Select(static frame => Encoding.UTF8.GetString(frame.Span)), Is.EqualTo(new[] { "a", "" }));
        for (int i = 0; i < 2; i++)
        {
            Assert.That(TellCodec.TryRead(written, Serializer, out object? read, out _), Is.True);
            using MultipartMessage again = (MultipartMessage)read!;
            Assert.That(again, Has.Count.EqualTo(2));
        }
    }

    [Test]
    public void What_cannot_be_read_has_a_reason()
    {
        DurableMessage written = TellCodec.Write("order/42", "text", "id", 7, Serializer);
        Assert.That(ReasonOf(written with { Fields = Fields(("Address", "order/42"), ("Type", "unknown")) }), Does.Contain("unknown type 'unknown'"));
        Assert.That(ReasonOf(written with { Fields = Fields(("Type", "text")) }), Does.Contain("no address"));
        Assert.That(ReasonOf(written with { Fields = Fields(("Address-Base64", "?"), ("Type", "text")) }), Does.Contain("no address"));
        Assert.That(ReasonOf(written with { Frames = [default, default] }), Does.Contain("one frame"));
        Assert.That(() => TellCodec.Write("order/42", new object(), "id", 7, Serializer), Throws.TypeOf<ActorSerializationException>());
        Assert.That(() => TellCodec.Write("order/42", "text", "an id", 7, Serializer), Throws.ArgumentException);
    }

    private static Dictionary<string, string> Fields(params (string Name, string Value)[] fields) =>
        fields.ToDictionary(static field => field.Name, static field => field.Value, StringComparer.Ordinal);

    private static string ReasonOf(DurableMessage message)
    {
        Assert.That(TellCodec.TryRead(message, Serializer, out _, out string? reason), Is.False);
        return reason!;
    }
}
