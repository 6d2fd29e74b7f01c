namespace ZmqNative.Actors;

/// <summary>The target of the answer to an ask in this process: the operation that its caller awaits.</summary>
/// <typeparam name="T">The type of the answer.</typeparam>
internal sealed class AskTarget<T>(AskSource<T> source) : ReplyTarget<T>
{
    // The actor that asked, and the number of its handling.
    private ActorCell? _asker;
    private int _askerAt;
    private QueuedMessage _waiting;
    private AskCancellation? _cancellation;

    public void SetAsker() => _asker = CallerContext.Find(out _askerAt);

    /// <summary>Ends the use: a pooled target keeps no actor and no token.</summary>
    public void Clear()
    {
        _asker = null;
        Volatile.Write(ref _cancellation, null);
    }

    /// <summary>Notifies the handler that the ask has ended without an answer. Before the operation is completed.</summary>
    public void Cancel(uint token) => AskCancellation.Cancel(ref _cancellation, token);

    /// <summary>Withdraws the message of the ask, which has ended, if it still waits for space.</summary>
    public void LeaveMailbox(uint token) => _waiting.Withdraw(this, token);

    public override void SetQueueEntry(IMailboxQueueEntry entry, uint token) => _waiting.Set(entry, this, token);

    public override bool IsPending(uint token) => source.IsPending(token);

    public override bool IsAskedBy(ActorCell cell, uint token) => _asker == cell && cell.IsStillHandling(_askerAt) && source.IsPending(token);

    public override ActorCell? FindAsker(uint token)
    {
        ActorCell? asker = Volatile.Read(ref _asker);
        return asker is not null && asker.IsStillHandling(_askerAt) && source.IsPending(token) ? asker : null;
    }

    public override TimeSpan GetTimeLeft(uint token) => source.GetTimeLeft(token);

    public override CancellationToken GetCancellation(uint token) => AskCancellation.Get(ref _cancellation, this, token, out _);

    public override bool IsCancellable(uint token) => source.IsCancellable;

    public override bool TryReply(T value, uint token) => source.TrySucceed(value, token);

    public override bool TryReply(object? value, uint token)
    {
        if (value is T typed)
        {
            return TryReply(typed, token);
        }

        if (value is null && default(T) is null)
        {
            return TryReply(default(T)!, token);
        }

        ActorFailedException wrong = new(
            $"it answered with {value?.GetType().Name ?? "null"} where {typeof(T).Name} was asked for.", source.Address);
        if (!TryFail(wrong, token))
        {
            return false;
        }

        DeadLetterFeed.Release(value!);
        return true;
    }

    public override bool TryFail(Exception exception, uint token) => source.TryFail(exception, token);
}
