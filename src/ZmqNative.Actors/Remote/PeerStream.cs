using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors.Remote;

/// <summary>Where an actor writes a stream of answers for a peer: as many ahead as the peer has allowed.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The actor may look at the token and the semaphore after the end; neither holds anything.")]
internal sealed class PeerStream : ReplyTarget, IPeerSubscription
{
    // However many a peer allows: it bounds what can pile up on the way to it.
    private const int MostAhead = 1024;

    private readonly BrokerListener _listener;

    private readonly SemaphoreSlim _credit;
    private readonly CancellationTokenSource _gone = new();
    private int _ended;

    public PeerStream(BrokerListener listener, MultipartMessage frames, int empty, int ahead)
    {
        _listener = listener;
        _credit = new SemaphoreSlim(Math.Min(ahead, MostAhead));
        Route = new PeerRoute(listener, frames, empty);
    }

    public PeerRoute Route { get; }

    public override bool IsStream => true;

    public override bool IsPending(uint token) => Volatile.Read(ref _ended) == 0;

    public override CancellationToken GetCancellation(uint token) => _gone.Token;

    /// <summary>A single answer is a stream of one.</summary>
    public override bool TryReply(object? value, uint token)
    {
        if (!TryEnd())
        {
            DeadLetterFeed.Release(value!);
            return false;
        }

        _ = TrySend(ReplyStatus.Ok, value);
        return true;
    }

    public override bool TryFail(Exception exception, uint token)
    {
        if (!TryEnd())
        {
            return false;
        }

        (ReplyStatus status, string text) = PeerFailure.Write(exception);
        _ = Route.TrySend(status, text);
        return true;
    }

    public override ValueTask WriteAsync(object? value, uint token, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _ended) != 0)
        {
            DeadLetterFeed.Release(value!);
            return ValueTask.FromException(Gone());
        }

#pragma warning disable VSTHRD103 // It does not block.
        return _credit.Wait(0, CancellationToken.None) ? WriteNowAsync(value) : WaitAsync(value, cancellationToken);
#pragma warning restore VSTHRD103
    }

    public override bool TryComplete(uint token) => TryEnd() && Route.TrySend(PeerStatus.End);

    public void Grant(int count)
    {
        int room = MostAhead - _credit.CurrentCount;
        if (room > 0)
        {
            _ = _credit.Release(Math.Min(count, room));
        }
    }

    public void Abandon()
    {
        if (TryEnd())
        {
            // Callbacks are the actor's; they run elsewhere.
            _gone.CancelAsync().Observe();
        }
    }

    public void End()
    {
        if (TryEnd())
        {
            _gone.CancelAsync().Observe();
            _ = Route.TrySend(ReplyStatus.UnknownTarget, "stopped: the broker has ended");
        }
    }

    private async ValueTask WaitAsync(object? value, CancellationToken cancellationToken)
    {
        try
        {
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token, cancellationToken);
            await _credit.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            DeadLetterFeed.Release(value!);
            throw;
        }

        await WriteNowAsync(value).ConfigureAwait(false);
    }

    private ValueTask WriteNowAsync(object? value)
    {
        try
        {
            if (Volatile.Read(ref _ended) != 0)
            {
                // The peer left after it had allowed this one.
                DeadLetterFeed.Release(value!);
            }
            else if (TrySend(PeerStatus.Partial, value))
            {
                return default;
            }
        }
        catch (Exception exception) when (exception is ActorSerializationException or MessageTooLargeException)
        {
            _ = TryFail(exception, 0);
            return ValueTask.FromException(exception);
        }

        // The peer has gone, or does not read what it asked for.
        Abandon();
        return ValueTask.FromException(Gone());
    }

    private bool TrySend(ReplyStatus status, object? value)
    {
        MultipartMessage answer = Route.CreateAnswer(status);
        try
        {
            ActorPayload.Append(answer, value, _listener.Serializer);
        }
        catch (Exception exception)
        {
            answer.Dispose();
            string text = $"the answer, a {value!.GetType().Name}, cannot be written: {exception.Message}";
            if (status == ReplyStatus.Ok)
            {
                return Route.TrySend(ReplyStatus.HandlerFailed, text);
            }

            throw new ActorSerializationException(Route.Key.Route, text, exception);
        }

        if (status == PeerStatus.Partial)
        {
            CheckSize(answer);
        }

        return _listener.TrySend(answer);
    }

    // One of several answers is refused here, so that the writer learns of it; a single one becomes a failure on its way.
    private void CheckSize(MultipartMessage answer)
    {
        try
        {
            _listener.Socket.ThrowIfTooLarge(answer);
        }
        catch (MessageTooLargeException exception)
        {
            _listener.CountUnsendable(exception);
            answer.Dispose();
            throw;
        }
    }

    private bool TryEnd()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
        {
            return false;
        }

        _listener.Forget(this);
        return true;
    }

    private static OperationCanceledException Gone() => new("The reader of this stream has gone, or the stream has ended.");
}
