using System.Text;
using System.Text.Json;
using ZmqNative.Actors;
using ZmqNative.Actors.Remote;
using ZmqNative.Patterns;

namespace ZmqNative.Fuzz.Targets;

/// <summary>Messages to actors and their answers: the envelope, and payloads of the predefined types.</summary>
internal static class PeerMessageTarget
{
    private static readonly JsonMessageSerializer Serializer = new();
    private static readonly string[] Names = ["text", "bytes", "bool", "int", "long", "double", "decimal", "guid", "time", "duration", "unknown"];
    private static readonly Type[] Types = [typeof(string), typeof(byte[]), typeof(ReadOnlyMemory<byte>), typeof(bool), typeof(int?), typeof(double), typeof(decimal), typeof(Guid), typeof(DateTimeOffset), typeof(TimeSpan?)];

    public static FuzzTarget Create() => new(
        "peer-message",
        "messages to actors: envelopes, payloads, answers",
        [
            FrameList.Write([[0, 1, 2, 3, 4], [0x5A, 0x52, 0x01, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0x13, 0x88], [], "a/b"u8.ToArray(), "42"u8.ToArray()]),
            FrameList.Write([[0, 1, 2, 3, 4], [], "a"u8.ToArray(), "\"x\""u8.ToArray()]),
            FrameList.Write([[0], [], "a"u8.ToArray(), "\"2026-01-02T03:04:05Z\""u8.ToArray()]),
            FrameList.Write([[0], [], "a"u8.ToArray(), "\"0af76519-16cd-43dd-8448-eb211c80319c\""u8.ToArray()]),
            FrameList.Write([[0], [], "a"u8.ToArray(), "\"1.02:03:04.5\""u8.ToArray()]),
        ],
        [.. new[] { "true", "null", "1e999", "-0", "1e-999", "\"\\ud800\"", "[[[[", "\"", "79228162514264337593543950336", "\"NaN\"" }.Select(Encoding.UTF8.GetBytes)],
        Run);

    private static void Run(byte[] input)
    {
        using MultipartMessage message = FrameList.ReadMessage(input);
        int empty = PeerEnvelope.FindDelimiter(message);
        if (empty < 0)
        {
            return;
        }

        bool correlated = PeerEnvelope.IsCorrelated(message, empty);
        if (correlated)
        {
            int route = PeerEnvelope.RouteLength(message, empty);
            FuzzFaultException.Unless(route >= 1 && route < empty, "the route has the routing id, and not the correlation");
            _ = PeerEnvelope.ReadTrace(message, empty);
        }

        int body = Math.Min(empty + 2, message.Count);
        foreach (string name in Names)
        {
            ReadNamed(message, body, name);
        }

        ReadOnlySpan<byte> bytes = body < message.Count ? message[body].Span : default;
        foreach (Type type in Types)
        {
            ReadAnswer(bytes, type);
        }
    }

    // The exceptions that a listener gives a peer as a refusal.
    private static void ReadNamed(MultipartMessage message, int body, string name)
    {
        try
        {
            Check(ActorPayload.ReadNamed(message, body, name, Serializer, "an address"));
        }
        catch (Exception exception) when (exception is ActorSerializationException or JsonException)
        {
            FuzzFaultException.Unless(name != "bytes" || message.Count != body + 1, "any bytes are bytes");
        }
    }

    private static void ReadAnswer(ReadOnlySpan<byte> bytes, Type type)
    {
        try
        {
            if (ActorPayload.ReadValue(bytes, type, Serializer) is { } value)
            {
                Check(value);
            }
        }
        catch (JsonException)
        {
            FuzzFaultException.Unless(type != typeof(byte[]) && type != typeof(string), "any bytes are bytes, and a text");
        }
    }

    private static void Check(object value)
    {
        // JSON has no infinity: what was too large to read cannot be written.
        if (value is double.PositiveInfinity or double.NegativeInfinity)
        {
            return;
        }

        using MultipartMessage written = MultipartMessage.Create();
        ActorPayload.Append(written, value, Serializer);
        object? again = ActorPayload.ReadValue(written[0].Span, value.GetType(), Serializer);
        FuzzFaultException.Unless(value is byte[] bytes ? bytes.AsSpan().SequenceEqual((byte[])again!) : value is ReadOnlyMemory<byte> || value.Equals(again), "a value is written to bytes that are read as the same value");
    }
}
