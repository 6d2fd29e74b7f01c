using System.Threading.Tasks.Sources;

namespace ZmqNative.Actors;

/// <summary>A message whose sender waits for space. The thread that removes it from its queue, under the lock of the gate, decides the outcome.</summary>
internal sealed class MailboxWaiter : PooledOperation<bool>, IPooled, ITimedOperation, IMailboxQueueEntry
{
    private OperationDeadline? _deadline;
    private ActorCell? _caller;
    private int _callerAt;
    private uint _use;

    public static int MaxSpare => 1024;

    public ActorCell? Cell { get; private set; }

    public object? Message { get; private set; }

    public ReplyTarget? Target { get; private set; }

    public uint Token { get; private set; }

    /// <summary>Whether a sender awaits it; an ask awaits its answer instead.</summary>
    public bool IsAwaited { get; private set; }

    public uint Use => Volatile.Read(ref _use);

    /// <summary>The wait of the sending actor; null if the sender is no actor. Guarded by the gate.</summary>
    public ActorWait? Wait { get; set; }

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
        Volatile.Write(ref waiter._use, waiter._use + 1);
        return waiter;
    }

    /// <summary>Sets the actor that sends, and the number of its handling.</summary>
    public void SetCaller(ActorCell? caller, int handling)
    {
        _caller = caller;
        _callerAt = handling;
    }

    /// <summary>Limits the wait. Once, outside the gate; the waiter may be decided before or meanwhile.</summary>
    public void StartDeadline(DeadlineWheel wheel, TimeSpan timeout)
    {
        if (_deadline?.Wheel != wheel)
        {
            _deadline?.Leave();
            _deadline = new OperationDeadline(wheel);
        }

        long now = wheel.TimeProvider.GetTimestamp();
        _deadline.Prepare(this, now, timeout);
        Interlocked.MemoryBarrier();
        _deadline.Start(now);
    }

    public void Expire(uint use) => Cell?.ExpireWait(this, use);

    public override void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        // Only now the sender waits. Before the continuation is registered: from then on the waiter may be in its next use.
        if (_caller is { } caller && caller.IsStillHandling(_callerAt))
        {
            Cell!.BeginWait(this, new ActorWait(caller, _callerAt, Cell, forStop: false));
        }

        base.OnCompleted(continuation, state, token, flags);
    }

    /// <summary>Completes the wait: the message is in the mailbox, or with a failure it is not.</summary>
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

    // The waiter may be in use for another message by now, in another mailbox; that mailbox checks it.
    void IMailboxQueueEntry.Withdraw(ReplyTarget target, uint token) => Cell?.WithdrawWaiter(this, target, token);

    protected override void OnCancelled() => Cell!.CancelWait(this);

    protected override void Recycle()
    {
        Cell = null;
        Message = null;
        Target = null;
        Wait = null;
        _caller = null;
        _deadline?.Stop();
        Volatile.Write(ref _use, _use + 1);
        if (!OperationPool<MailboxWaiter>.Return(this))
        {
            _deadline?.Leave();
        }
    }
}
