using ZmqNative.Patterns;

namespace ZmqNative.Fuzz.Targets;

/// <summary>The frames in front of the body of a request or reply: what is read is written to the same bytes.</summary>
internal static class RequestFramesTarget
{
    private static readonly byte[] Correlated = [0x5A, 0x52, 0x01, 0x40, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0x13, 0x88];
    private static readonly byte[] Extension = [0x5A, 0x58, 0x01, 2, 0, 0, 0, 64];
    private static readonly byte[] Trace = [0x5A, 0x54, 0x01, .. "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"u8];

    public static FuzzTarget Create() => new(
        "request",
        "envelopes of requests and replies: correlation, extension, delimiter",
        [
            FrameList.Write([[0, 1, 2, 3, 4], Correlated, [], [1]]),
            FrameList.Write([[0, 1, 2, 3, 4], Extension, Trace, Correlated, [], [1], [2]]),
            FrameList.Write([[0, 1, 2, 3, 4], Extension, Correlated, []]),
            FrameList.Write([[0, 1, 2, 3, 4], [], [1]]),
            FrameList.Write([Correlated, [], [1]]),
        ],
        [[0], FrameList.Write([Correlated]), FrameList.Write([Extension]), FrameList.Write([Trace]), [0xFF, 0xFF, 0xFF, 0xFF]],
        Run);

    private static void Run(byte[] input)
    {
        List<byte[]> frames = FrameList.Read(input);
        foreach (byte[] frame in frames)
        {
            ReadCorrelation(frame);
            ReadExtension(frame);
        }

        using MultipartMessage message = FrameList.ReadMessage(input);
        int empty = frames.FindIndex(1, static frame => frame.Length == 0);
        if (empty > 1 && Correlation.Is(frames[empty - 1]))
        {
            int extension = RequestExtension.Find(message, empty);
            FuzzFaultException.Unless(extension < empty - 1 && (extension == -1 || RequestExtension.TryRead(frames[extension], out _, out _)), "the extension is in front of the correlation");
        }
    }

    private static void ReadCorrelation(byte[] bytes)
    {
        if (!Correlation.Is(bytes))
        {
            return;
        }

        ReplyStatus status = Correlation.Status(bytes);
        ulong id = Correlation.RequestId(bytes);
        TimeSpan timeToLive = Correlation.TimeToLive(bytes) ?? TimeSpan.Zero;
        using Frame request = Correlation.Write(id, timeToLive, Correlation.HasTime(bytes));
        using Frame reply = Correlation.WithStatus(bytes, status);
        FuzzFaultException.Unless(request.Span[4..].SequenceEqual(bytes.AsSpan(4)), "id and time to live are written to the bytes that were read");
        FuzzFaultException.Unless(Correlation.Status(reply.Span) == status && reply.Span[4..].SequenceEqual(bytes.AsSpan(4)), "a status changes nothing else");
    }

    private static void ReadExtension(byte[] bytes)
    {
        if (RequestExtension.TryRead(bytes, out RequestExtensionKind kind, out uint count))
        {
            using Frame written = RequestExtension.Write(kind, count);
            FuzzFaultException.Unless(written.Span.SequenceEqual(bytes), "an extension is written to the bytes that were read");
        }
    }
}
