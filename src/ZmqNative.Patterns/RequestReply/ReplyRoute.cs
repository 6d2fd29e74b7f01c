namespace ZmqNative.Patterns;

/// <summary>The frames up to the empty one of a request, kept so that more than one reply can be sent.</summary>
internal sealed class ReplyRoute
{
    /// <summary>The largest number of bytes of the frames that lead back to a client: they are kept while the request is open.</summary>
    public const int MaxLength = 4096;

    private readonly byte[][] _front;
    private readonly byte[] _correlation;

    /// <summary>Copies the frames of a request.</summary>
    /// <param name="frames">The request.</param>
    /// <param name="empty">The index of its empty frame, with a correlation before it.</param>
    public ReplyRoute(MultipartMessage frames, int empty)
    {
        _front = new byte[empty - 1][];
        for (int i = 0; i < _front.Length; i++)
        {
            _front[i] = frames[i].Span.ToArray();
        }

        _correlation = frames[empty - 1].Span.ToArray();
    }

    /// <summary>The place of the client that the request takes; null before it is open.</summary>
    public PeerQuota? Quota { get; set; }

    /// <summary>Returns whether the first frames of a message are too long to be kept.</summary>
    public static bool IsTooLong(MultipartMessage frames, int count)
    {
        long length = 0;
        for (int i = 0; i < count; i++)
        {
            length += frames[i].LongLength;
        }

        return length > MaxLength;
    }

    /// <summary>Makes a reply without a body.</summary>
    public MultipartMessage CreateReply(ReplyStatus status)
    {
        MultipartMessage reply = MultipartMessage.Create();
        foreach (byte[] frame in _front)
        {
            reply.Add(frame);
        }

        reply.Add(Correlation.WithStatus(_correlation, status));
        reply.Add(Frame.Empty());
        return reply;
    }
}
