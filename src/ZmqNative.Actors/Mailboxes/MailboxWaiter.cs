namespace ZmqNative.Actors;

/// <summary>A message whose sender waits for room. Who takes it out of its queue, under the gate, decides its outcome.</summary>
internal sealed class MailboxWaiter : PooledOperation<bool>, IPooled, IWaitingPlace
{
    public static int MaxSpare => 1024;

    public ActorCell? Cell { get; private set; }

    public object? Message { get; private set; }

    public ReplyTarget? Target { get; private set; }

    public uint Token { get; private set; }

    /// <summary>Whether a sender awaits it; an ask awaits its answer instead.</summary>
    public bool IsAwaited { get; private set; }

    public static MailboxWaiter Rent(
        ActorCell cell, object message, ReplyTarget? target, uint token, bool awaited, CancellationToken cancellationToken = default)
    {
        MailboxWaiter waiter = OperationPool<MailboxWaiter>.Rent();
        waiter.Cell = cell;
        waiter.Message = message;
        waiter.Target = target;
        waiter.Token = token;
        waiter.IsAwaited = awaited;
        waiter.SetCancellation(cancellationToken);
        return waiter;
    }

    /// <summary>Ends the wait as the message is in the mailbox or, with a failure, as it never will be.</summary>
    public void End(Exception? failure = null)
    {
        if (!IsAwaited)
        {
            Forget();
        }
        else if (failure is null)
        {
            Complete();
        }
        else
        {
            Fail(failure);
        }
    }

    // It may be in use for another message by now, in another mailbox: that finds out.
    void IWaitingPlace.GiveUp(ReplyTarget target, uint token) => Cell?.GiveUpWait(this, target, token);

    protected override void OnCancelled() => Cell!.CancelWait(this);

    protected override void Recycle()
    {
        Cell = null;
        Message = null;
        Target = null;
        _ = OperationPool<MailboxWaiter>.Return(this);
    }
}
