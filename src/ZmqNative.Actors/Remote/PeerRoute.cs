namespace ZmqNative.Actors.Remote;

/// <summary>The way back to a peer that waits for several answers; the envelope as bytes, since it may take hours.</summary>
internal sealed class PeerRoute
{
    private readonly BrokerListener _listener;
    private readonly byte[][] _envelope;

    public PeerRoute(BrokerListener listener, MultipartMessage frames, int empty)
    {
        _listener = listener;
        Key = PeerKey.Of(frames, empty);
        _envelope = new byte[empty + 1][];
        for (int i = 0; i <= empty; i++)
        {
            _envelope[i] = frames[i].Span.ToArray();
        }
    }

    public PeerKey Key { get; }

    /// <summary>The envelope of an answer, to be followed by its body.</summary>
    public MultipartMessage CreateAnswer(ReplyStatus status)
    {
        MultipartMessage answer = MultipartMessage.Create();
        for (int i = 0; i < _envelope.Length; i++)
        {
            answer.Add(i == _envelope.Length - 2 ? Correlation.WithStatus(_envelope[i], status) : Frame.Copy(_envelope[i]));
        }

        return answer;
    }

    /// <summary>Sends an answer with a text for its body.</summary>
    public bool TrySend(ReplyStatus status, string text = "") => TrySend(status, text, out _);

    /// <inheritdoc cref="TrySend(ReplyStatus, string)"/>
    public bool TrySend(ReplyStatus status, string text, out bool isGone)
    {
        MultipartMessage answer = CreateAnswer(status);
        answer.Add(text);
        return _listener.TrySend(answer, out isGone);
    }
}
