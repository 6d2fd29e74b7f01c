using System.Text;
using ZmqNative.Patterns;

namespace ZmqNative.Fuzz.Targets;

/// <summary>Publications in all formats: the parts that are read are written to the same frames.</summary>
internal static class PublicationTarget
{
    private const string Header = """{"id":"1","timestamp":1.5,"source":"s","content_type":"t","traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","tracestate":"a=b"}""";

    private static readonly SubscriberOptions Plain = new();
    private static readonly SubscriberOptions Envelopes = new() { Envelopes = true };
    private static readonly TopicFilter Filter = MakeFilter();

    public static FuzzTarget Create() => new(
        "publication",
        "publications: text format, topics, envelopes and their headers",
        [
            FrameList.Write("1000 text Hi there!"),
            FrameList.Write("1000 json {\"data\": 42}"),
            FrameList.Write("-5 other x"),
            FrameList.Write("weather sunny"),
            FrameList.Write("weather", "sunny", "warm"),
            FrameList.Write("weather", Header, "sunny"),
        ],
        [.. new[] { "1000 ", " text ", " json ", "2147483648", "-2147483648", "+", "00", " ", "\\ud800", "1e999", "null", "[[[[[[[[", "{\"id\":" }.Select(Encoding.UTF8.GetBytes)],
        Run);

    private static void Run(byte[] input)
    {
        Read(input, Plain);
        Read(input, Envelopes);
    }

    private static void Read(byte[] input, SubscriberOptions options)
    {
        List<byte[]> frames = FrameList.Read(input);
        MultipartMessage parts = FrameList.ReadMessage(input);
        if (!PublicationReader.TryRead(parts, options, Filter, out ReceivedMessage message, out string? reason))
        {
            FuzzFaultException.Unless(reason is not null, "a refusal has a reason");
            parts.Dispose();
            return;
        }

        using (message)
        {
            byte[] expected = message.Format switch
            {
                PublishedFormat.Text => [.. Encoding.UTF8.GetBytes($"{message.MessageId} "), .. TypeOf(frames[0]), (byte)' ', .. message.Span],
                _ when frames.Count == 1 => [.. message.TopicBytes, (byte)' ', .. message.Span],
                _ => message.TopicBytes.ToArray(),
            };
            FuzzFaultException.Unless(expected.AsSpan().SequenceEqual(frames[0]), "the parts are written to the frame that was read");
            FuzzFaultException.Unless(frames.Count == 1 || message.Span.SequenceEqual(frames[message.Format == PublishedFormat.Envelope ? 2 : 1]), "the body is its frame");
            FuzzFaultException.Unless((message.Headers is null) == (message.Format != PublishedFormat.Envelope), "an envelope has headers");
            _ = (message.Topic, message.MessageType, message.TraceContext, message.Text, message.Sequence.Length, message.FrameCount);
            Filter.Accepts(frames[0], message.TopicBytes.Length, message.Format == PublishedFormat.Text);
        }
    }

    private static byte[] TypeOf(byte[] frame)
    {
        int first = Array.IndexOf(frame, (byte)' ') + 1;
        return frame[first..Array.IndexOf(frame, (byte)' ', first)];
    }

    private static TopicFilter MakeFilter()
    {
        TopicFilter filter = new();
        filter.Add("1000 "u8, SubscriptionKind.MessageId);
        filter.Add("-5 "u8, SubscriptionKind.MessageId);
        filter.Add("weather"u8, SubscriptionKind.Topic);
        filter.Add("we"u8, SubscriptionKind.Prefix);
        return filter;
    }
}
