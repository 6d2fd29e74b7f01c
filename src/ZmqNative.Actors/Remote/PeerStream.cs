using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors.Remote;

/// <summary>The target of a stream of answers for a peer. As many answers may be sent ahead as the peer permits.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The actor may look at the token and the semaphore after the end; neither holds anything.")]
internal sealed class PeerStream : ReplyTarget, IPeerSubscription
{
    // The limit of answers that are sent ahead, however many a peer permits.
    private const int MaxAhead = 1024;

    private readonly BrokerListener _listener;

    private readonly SemaphoreSlim _credit;
    private readonly CancellationTokenSource _gone = new();
    private int _ended;

    public PeerStream(BrokerListener listener, MultipartMessage frames, int empty, int ahead)
    {
        _listener = listener;
        _credit = new SemaphoreSlim(Math.Min(ahead, MaxAhead));
        Route = new PeerRoute(listener, frames, empty);
    }

    public PeerRoute Route { get; }

    public override bool IsStream => true;

    public override bool IsPending(uint token) => Volatile.Read(ref _ended) == 0;

    public override CancellationToken GetCancellation(uint token) => _gone.Token;

    /// <summary>Gives a single answer, which is a stream of one.</summary>
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

        (ReplyStatus status, string text) = _listener.PeerFailures.Write(exception);
        _ = Route.TrySend(status, text);
        return true;
    }

    public override ValueTask WriteAsync(object? value, uint token, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _ended) != 0)
        {
            DeadLetterFeed.Release(value!);
            return ValueTask.FromException(Ended());
        }

#pragma warning disable VSTHRD103 // It does not block.
        return _credit.Wait(0, CancellationToken.None) ? WriteNowAsync(value) : WaitAsync(value, cancellationToken);
#pragma warning restore VSTHRD103
    }

    public override bool TryComplete(uint token) => TryEnd() && Route.TrySend(StreamStatus.End);

    public void Grant(int count)
    {
        int space = MaxAhead - _credit.CurrentCount;
        if (space > 0)
        {
            _ = _credit.Release(Math.Min(count, space));
        }
    }

    public void Abandon()
    {
        if (TryEnd())
        {
            // Callbacks are the actor's; they run on another thread.
            _gone.CancelAsync().Observe();
        }
    }

    public void AbandonAgain()
    {
        // A stream ends at once.
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
                // The peer left after it had permitted this answer, or the end of the stream has woken this writer, which wakes the next one.
                DeadLetterFeed.Release(value!);
                _ = _credit.Release();
            }
            else if (TrySend(StreamStatus.Partial, value))
            {
                return default;
            }
        }
        catch (Exception exception) when (exception is ActorSerializationException or MessageTooLargeException)
        {
            _ = TryFail(exception, 0);
            return ValueTask.FromException(exception);
        }

        // The peer has disconnected, or does not read its answers.
        Abandon();
        return ValueTask.FromException(Ended());
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
            string text = $"the answer, a {value!.GetType().Name}, cannot be written";
            if (status == ReplyStatus.Ok)
            {
                return Route.TrySend(ReplyStatus.HandlerFailed, _listener.PeerFailures.Describe(text, exception));
            }

            throw new ActorSerializationException($"{text}: {ErrorText.MessageOf(exception)}", Route.Key.Route, exception);
        }

        if (status == StreamStatus.Partial)
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

        // A write that waits for the permission of the peer gets none any more: it either sees the end, or is woken to see it.
        _ = _credit.Release();
        _listener.Forget(this);
        return true;
    }

    private static OperationCanceledException Ended() => new("The reader of this stream has left, or the stream has ended.");
}
