using System.Diagnostics;
using System.Text;
using ZmqNative.Patterns;

namespace ZmqNative.Fuzz.Targets;

/// <summary>The trace frame: the ids that are read are those of its text, and a frame that is not well-formed has none.</summary>
internal static class TraceTarget
{
    private const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    public static FuzzTarget Create() => new(
        "trace",
        "trace frames of requests and messages",
        [[0x5A, 0x54, 0x01, .. Encoding.ASCII.GetBytes(Parent)], [0x5A, 0x54, 0x01, .. Encoding.ASCII.GetBytes(Parent + "\nvendor=1,b=c")]],
        ["\n"u8.ToArray(), "-"u8.ToArray(), "00-"u8.ToArray(), "ff-"u8.ToArray(), "=,"u8.ToArray()],
        Run);

    private static void Run(byte[] input)
    {
        ActivityContext context = TraceContext.Read(input);
        if (context == default)
        {
            return;
        }

        string text = Encoding.ASCII.GetString(input.AsSpan(3));
        FuzzFaultException.Unless(TraceContext.Is(input), "a context comes from a frame with the magic");
        FuzzFaultException.Unless(
            text.Length >= Parent.Length && text.AsSpan(3).StartsWith($"{context.TraceId}-{context.SpanId}-", StringComparison.Ordinal),
            "the ids are those of the text");
        FuzzFaultException.Unless(context.TraceState is null || text.EndsWith("\n" + context.TraceState, StringComparison.Ordinal), "the state is that of the text");
        FuzzFaultException.Unless(context.IsRemote, "the parent is remote");
    }
}
