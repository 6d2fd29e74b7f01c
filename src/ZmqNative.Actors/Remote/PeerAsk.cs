namespace ZmqNative.Actors.Remote;

/// <summary>The target of the answer to an ask of a peer. Pooled by its listener.</summary>
/// <remarks>
/// <code>
///   idle (even state) --Begin--> pending (odd) --answer, failure, expiry or cancellation: one compare-exchange--> decided (even), idle again
/// </code>
/// The state is the token of <see cref="ReplyTarget"/>. The thread whose exchange succeeds owns the envelope.
/// </remarks>
internal sealed partial class PeerAsk(BrokerListener listener) : ReplyTarget<Frame>
{
    private MultipartMessage _envelope;
    private bool _correlated;
    private long _due;
    private uint _state;

    /// <summary>Begins a use of the ask.</summary>
    /// <param name="envelope">The frames of the message up to the empty one; taken over.</param>
    /// <param name="correlated">Whether the envelope has a correlation, in which a status can be set.</param>
    /// <param name="due">The timestamp at which the peer waits no more.</param>
    /// <returns>The token.</returns>
    public uint Begin(MultipartMessage envelope, bool correlated, long due)
    {
        _envelope = envelope;
        _correlated = correlated;
        Volatile.Write(ref _due, due);
        return Interlocked.Increment(ref _state);
    }

    public override bool IsPending(uint token)
    {
        if (Volatile.Read(ref _state) != token)
        {
            return false;
        }

        if (listener.Now < Volatile.Read(ref _due))
        {
            return true;
        }

        Expire(token);
        return false;
    }

    public override TimeSpan GetTimeLeft(uint token) => listener.TimeUntil(Volatile.Read(ref _due));

    public override bool TryReply(Frame value, uint token)
    {
        if (!TryDecide(token))
        {
            value.Dispose();
            return false;
        }

        try
        {
            _envelope.Add(value);
        }
        catch (ObjectDisposedException exception)
        {
            // The actor's frame was disposed or sent. The use is decided: without an answer the ask would keep its place for good.
            Answer(ReplyStatus.HandlerFailed, listener.PeerFailures.Describe("the answer, a Frame, cannot be written", exception));
            return true;
        }

        Answer(ReplyStatus.Ok);
        return true;
    }

    public override bool TryReply(object? value, uint token)
    {
        if (!TryDecide(token))
        {
            DeadLetterFeed.Release(value!);
            return false;
        }

        try
        {
            ActorPayload.Append(_envelope, value, listener.Serializer);
        }
        catch (Exception exception)
        {
            Answer(ReplyStatus.HandlerFailed, listener.PeerFailures.Describe($"the answer, a {value!.GetType().Name}, cannot be written", exception));
            return true;
        }

        Answer(ReplyStatus.Ok);
        return true;
    }

    public override bool TryReplyFrames(MultipartMessage frames, int first, RemoteRef from, uint token)
    {
        if (!TryDecide(token))
        {
            frames.Dispose();
            return false;
        }

        ActorPayload.AppendFrames(_envelope, frames, first);
        Answer(ReplyStatus.Ok);
        return true;
    }

    public override bool TryFail(Exception exception, uint token)
    {
        (ReplyStatus status, string text) = listener.PeerFailures.Write(exception);
        return TryFail(status, text, token, cancels: false);
    }

    /// <summary>Ends an ask whose time has passed, or with <paramref name="all"/> every ask.</summary>
    public void Sweep(bool all)
    {
        uint token = Volatile.Read(ref _state);
        if ((token & 1) != 0
            && (!all || !TryFail(ReplyStatus.UnknownTarget, "stopped: the broker has ended", token, cancels: true)))
        {
            _ = IsPending(token);
        }
    }

    private bool Expire(uint token) =>
        TryFail(ReplyStatus.DeadlinePassed, "the deadline passed before the actor answered", token, cancels: true);

    private bool TryFail(ReplyStatus status, string text, uint token, bool cancels)
    {
        if (!TryDecide(token))
        {
            return false;
        }

        if (cancels)
        {
            AskCancellation.Cancel(ref _cancellation, token);
        }

        Answer(status, text);
        return true;
    }

    private bool TryDecide(uint token) => Interlocked.CompareExchange(ref _state, token + 1, token) == token;

    private void Answer(ReplyStatus status, string? text = null)
    {
        bool correlated = _correlated;
        MultipartMessage envelope = End();
        listener.Answer(envelope, correlated, status, text);
    }

    // Ends a use that this thread has decided. From here on the ask may be in its next use.
    private MultipartMessage End()
    {
        MultipartMessage envelope = _envelope;
        _envelope = default;
        EndCancellation();
        listener.Return(this);
        return envelope;
    }
}
