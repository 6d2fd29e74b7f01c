using System.Diagnostics;

namespace ZmqNative.Actors.Remote;

/// <summary>The frames in front of the body of a message or answer: routing ids, the correlation, the empty frame.</summary>
internal static class PeerEnvelope
{
    // Pending asks, streams and watches keep their envelopes. Routing ids have 255 bytes at most, and each proxy adds one.
    private const int MaxLength = 4096;

    /// <summary>
    /// Returns the index of the empty frame, after the routing id that the ROUTER has added; -1 if there is none, or more than 4 KiB before it.
    /// </summary>
    public static int FindDelimiter(MultipartMessage frames)
    {
        long before = 0;
        for (int i = 1; i < frames.Count && before <= MaxLength; i++)
        {
            int length = frames[i].Length;
            if (length == 0)
            {
                return i;
            }

            before += length;
        }

        return -1;
    }

    /// <summary>Whether the last frame before the empty one is a correlation.</summary>
    public static bool IsCorrelated(MultipartMessage frames, int empty) => empty > 1 && Correlation.Is(frames[empty - 1].Span);

    /// <summary>The number of frames that lead back to the peer: those in front of the correlation, without the trace frame.</summary>
    public static int RouteLength(MultipartMessage frames, int empty) => HasTrace(frames, empty) ? empty - 2 : empty - 1;

    /// <summary>Reads the trace frame of a message with a correlation; default if there is none.</summary>
    public static ActivityContext ReadTrace(MultipartMessage frames, int empty) =>
        HasTrace(frames, empty) ? TraceContext.Read(frames[empty - 2].Span) : default;

    private static bool HasTrace(MultipartMessage frames, int empty) => empty > 2 && TraceContext.Is(frames[empty - 2].Span);

    /// <summary>Removes all frames behind the envelope.</summary>
    public static void Truncate(MultipartMessage frames, int empty)
    {
        while (frames.Count > empty + 1)
        {
            frames.Take(frames.Count - 1).Dispose();
        }
    }

    public static void SetStatus(MultipartMessage frames, int empty, ReplyStatus status)
    {
        if (Correlation.Status(frames[empty - 1].Span) != status)
        {
            using Frame request = frames.Take(empty - 1);
            frames.Insert(empty - 1, Correlation.WithStatus(request.Span, status));
        }
    }
}
