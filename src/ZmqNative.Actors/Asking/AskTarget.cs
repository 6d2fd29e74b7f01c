namespace ZmqNative.Actors;

/// <summary>The target of the answer to an ask in this process: the operation that its caller awaits.</summary>
/// <typeparam name="T">The type of the answer.</typeparam>
internal sealed class AskTarget<T>(AskSource<T> source) : ReplyTarget<T>
{
    // The actor that asked, and the number of its handling.
    private ActorCell? _asker;
    private int _askerAt;
    private QueuedMessage _waiting;

    public void SetAsker() => _asker = CallerContext.Find(out _askerAt);

    public void ClearAsker() => _asker = null;

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
