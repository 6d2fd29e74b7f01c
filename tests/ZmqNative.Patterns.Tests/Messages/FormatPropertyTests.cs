using System.Diagnostics;
using System.Text;

namespace ZmqNative.Patterns.Tests;

/// <summary>Properties of the formats of messages for any values.</summary>
public sealed class FormatPropertyTests
{
    [Test]
    public void A_text_message_comes_back() => Properties.Hold<(int Id, string Body)>(static value =>
    {
        string body = value.Body ?? string.Empty;
        using Frame frame = TextFormat.WriteText(value.Id, body, TextFormat.DefaultEncoding);
        return TextFormat.TryRead(frame.Span, out int id, out ReadOnlySpan<byte> type, out int offset)
            && id == value.Id && type.SequenceEqual("text"u8) && frame.Span[offset..].SequenceEqual(Encoding.UTF8.GetBytes(body));
    });

    [Test]
    public void A_frame_is_a_text_message_that_is_written_back_to_it_or_refused() => Properties.Hold<(int Id, byte[] Tail)>(static value =>
    {
        byte[] frame = [.. Encoding.ASCII.GetBytes($"{value.Id} "), .. value.Tail];
        if (!TextFormat.TryRead(frame, out int id, out ReadOnlySpan<byte> type, out int offset))
        {
            return Array.IndexOf(value.Tail, (byte)' ') < 0;
        }

        byte[] written = new byte[frame.Length];
        int length = TextFormat.WriteHeader(written, id, type);
        frame.AsSpan(offset).CopyTo(written.AsSpan(length));
        return length == offset && written.AsSpan().SequenceEqual(frame);
    });

    [TestCase("007 text x")]
    [TestCase("+7 text x")]
    [TestCase("-0 text x")]
    [TestCase("00 json x")]
    [TestCase("2147483648 text x")]
    public void A_number_in_another_form_is_a_topic(string text)
    {
        MultipartMessage frames = MultipartMessage.Create();
        frames.Add(text);
        Assert.That(PublicationReader.TryRead(frames, new SubscriberOptions(), new TopicFilter(), out ReceivedMessage message, out _), Is.True);
        using (message)
        using (Assert.EnterMultipleScope())
        {
            Assert.That(message.Format, Is.EqualTo(PublishedFormat.Topic));
            Assert.That(message.Topic, Is.EqualTo(text[..text.IndexOf(' ', StringComparison.Ordinal)]));
        }
    }

    [Test]
    public void The_longest_time_to_live_is_not_taken_for_none()
    {
        using Frame frame = Correlation.Write(1, TimeSpan.FromMilliseconds(uint.MaxValue));
        using Frame longer = Correlation.Write(1, TimeSpan.FromMilliseconds(uint.MaxValue + 1.0));
        Assert.That(Correlation.TimeToLive(frame.Span), Is.EqualTo(TimeSpan.FromMilliseconds(uint.MaxValue)));
        Assert.That(Correlation.TimeToLive(longer.Span), Is.Null);
    }

    [TestCase(2)]
    [TestCase(35)]
    [TestCase(52)]
    public void A_trace_with_another_separator_is_ignored(int position)
    {
        char[] parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".ToCharArray();
        Assert.That(TraceContext.Parse(new string(parent), null), Is.Not.Default);
        parent[position] = ',';
        Assert.That(TraceContext.Parse(new string(parent), null), Is.Default);
    }

    [TestCase("tcp://shop.example:5555\0")]
    [TestCase("tcp://shop.example:5555\0\0")]
    public void A_port_with_a_nul_is_no_port(string endpoint) => Assert.That(HostEndpoint.TryParse(endpoint, out _), Is.False);

    [Test]
    public void A_correlation_comes_back() => Properties.Hold<(ulong Id, uint Milliseconds, bool HasTime)>(static value =>
    {
        using Frame frame = Correlation.Write(value.Id, TimeSpan.FromMilliseconds(value.Milliseconds), value.HasTime);
        return Correlation.Is(frame.Span) && Correlation.RequestId(frame.Span) == value.Id
            && (Correlation.TimeToLive(frame.Span) ?? TimeSpan.Zero) == TimeSpan.FromMilliseconds(value.Milliseconds)
            && Correlation.HasTime(frame.Span) == (value.HasTime && value.Id != 0);
    });

    [Test]
    public void An_extension_comes_back_or_is_refused() => Properties.Hold<(byte Kind, uint Count)>(static value =>
    {
        using Frame frame = RequestExtension.Write((RequestExtensionKind)value.Kind, value.Count);
        return RequestExtension.TryRead(frame.Span, out RequestExtensionKind kind, out uint count)
            ? (byte)kind == value.Kind && count == value.Count
            : value.Kind is 0 or > (byte)RequestExtensionKind.Cancel;
    });

    [Test]
    public void Any_frame_with_the_magic_of_a_trace_is_read_without_an_exception() => Properties.Hold<(byte[] Parent, byte[] State)>(static value =>
    {
        byte[] frame = [0x5A, 0x54, 0x01, .. value.Parent, (byte)'\n', .. value.State];
        return TraceContext.Read(frame) is var context && (context == default || context.TraceId != default);
    });

    [Test]
    public void The_context_of_an_activity_comes_back() => Properties.Hold<Guid>(static id =>
    {
        if (id == Guid.Empty)
        {
            return true;
        }

        using Activity activity = new("a test");
        ActivityTraceId trace = ActivityTraceId.CreateFromBytes(id.ToByteArray());
        activity.SetParentId(trace, ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);
        activity.TraceStateString = "a=b";
        _ = activity.Start();
        if (!TraceContext.TryWrite(activity, out Frame frame))
        {
            return false;
        }

        using (frame)
        {
            ActivityContext read = TraceContext.Read(frame.Span);
            return read.TraceId == trace && read.SpanId == activity.SpanId && read.TraceState == "a=b" && read.IsRemote;
        }
    });
}
