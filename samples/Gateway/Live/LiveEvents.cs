using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;

namespace ZmqNative.Samples.Gateway;

/// <summary>Writes server-sent events: <c>id</c>, <c>event</c> and one line of <c>data</c>.</summary>
internal static class LiveEvents
{
    /// <summary>Tells the browser to connect again soon after the connection was lost.</summary>
    public static void Retry(IBufferWriter<byte> output) => output.Write("retry: 1000\n\n"u8);

    /// <summary>Writes the data that a page needs once.</summary>
    public static void Hello(IBufferWriter<byte> output, LiveHello hello) =>
        Event(output, "hello"u8, JsonSerializer.SerializeToUtf8Bytes(hello, GatewayJson.Plain.LiveHello));

    public static void Status(IBufferWriter<byte> output, ReadOnlySpan<byte> json) => Event(output, "status"u8, json);

    /// <summary>Writes that the log was cleared.</summary>
    public static void Cleared(IBufferWriter<byte> output) => Event(output, "cleared"u8, "{}"u8);

    /// <summary>Writes the number of messages that are not shown.</summary>
    public static void Gap(IBufferWriter<byte> output, long missed) =>
        Event(output, "gap"u8, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"missed":{{missed}}}""")));

    /// <summary>Writes a message, with the id that the browser sends when it connects again.</summary>
    public static async ValueTask MessageAsync(PipeWriter output, string instance, LoggedMessage message, CancellationToken cancellationToken)
    {
        output.Write("id: "u8);
        output.Write(Encoding.ASCII.GetBytes(instance));
        output.Write("-"u8);
        Number(output, message.Sequence);
        output.Write("\nevent: message\ndata: {\"sequence\":"u8);
        Number(output, message.Sequence);
        output.Write(",\"receivedAt\":"u8);
        Number(output, message.ReceivedAt);
        output.Write(",\"latency\":"u8);
        if (message.Latency is { } latency)
        {
            Number(output, Math.Round(latency, 3));
        }
        else
        {
            output.Write("null"u8);
        }

        output.Write(",\"body\":"u8);
        await BoundedWriter.WriteAsync(output, message.Json, cancellationToken);
        output.Write("}\n\n"u8);
    }

    // The JSON is compact and escapes line ends, so that it is one line.
    private static void Event(IBufferWriter<byte> output, ReadOnlySpan<byte> name, ReadOnlySpan<byte> json)
    {
        output.Write("event: "u8);
        output.Write(name);
        output.Write("\ndata: "u8);
        output.Write(json);
        output.Write("\n\n"u8);
    }

    private static void Number(PipeWriter output, long value)
    {
        Utf8Formatter.TryFormat(value, output.GetSpan(32), out int written);
        output.Advance(written);
    }

    private static void Number(PipeWriter output, double value)
    {
        value.TryFormat(output.GetSpan(32), out int written, default, CultureInfo.InvariantCulture);
        output.Advance(written);
    }
}
