namespace ZmqNative.Actors.Remote;

/// <summary>The route to a peer that waits for several answers. It keeps the envelope as bytes, since it may live for hours.</summary>
internal sealed class PeerRoute
{
    private readonly BrokerListener _listener;
    private readonly byte[][] _envelope;

    public PeerRoute(BrokerListener listener, MultipartMessage frames, int empty)
    {
        _listener = listener;
        Key = RequestKey.Of(frames, PeerEnvelope.RouteLength(frames, empty), empty - 1);
        _envelope = new byte[empty + 1][];
        for (int i = 0; i <= empty; i++)
        {
            _envelope[i] = frames[i].Span.ToArray();
        }
    }

    public RequestKey Key { get; }

    /// <summary>The place of the peer that the stream or watch takes; null before it is open.</summary>
    public PeerQuota? Quota { get; set; }

    /// <summary>Creates the envelope of an answer, to which the body is added.</summary>
    public MultipartMessage CreateAnswer(ReplyStatus status)
    {
        MultipartMessage answer = MultipartMessage.Create();
        for (int i = 0; i < _envelope.Length; i++)
        {
            answer.Add(i == _envelope.Length - 2 ? Correlation.WithStatus(_envelope[i], status) : Frame.Copy(_envelope[i]));
        }

        return answer;
    }

    /// <summary>Sends an answer whose body is a text.</summary>
    public bool TrySend(ReplyStatus status, string text = "") => TrySend(status, text, out _);

    /// <inheritdoc cref="TrySend(ReplyStatus, string)"/>
    public bool TrySend(ReplyStatus status, string text, out bool isGone)
    {
        MultipartMessage answer = CreateAnswer(status);
        answer.Add(PeerFailure.Cut(text));
        return _listener.TrySend(answer, out isGone);
    }
}
