using System.Threading.Tasks.Sources;

namespace ZmqNative.Actors;

/// <summary>A message whose sender waits for room. Pooled; whoever takes it out of the line, under the gate, decides its outcome.</summary>
internal sealed class MailboxWaiter : IValueTaskSource
{
    private static readonly Depot<MailboxWaiter> Depot = new(1024);

    private static readonly Action<object?> OnCancelled = static state =>
    {
        MailboxWaiter waiter = (MailboxWaiter)state!;
        waiter.Cell!.CancelWait(waiter);
    };

    [ThreadStatic]
    private static Magazine<MailboxWaiter>? t_magazine;

    private ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = true };
    private CancellationToken _cancellation;
    private CancellationTokenRegistration _registration;

    public ActorCell? Cell { get; private set; }

    public object? Message { get; private set; }

    public ReplyTarget? Target { get; private set; }

    public uint Token { get; private set; }

    /// <summary>Whether a sender awaits it; an ask awaits its answer instead.</summary>
    public bool IsAwaited { get; private set; }

    public MailboxWaiter? Previous { get; set; }

    public MailboxWaiter? Next { get; set; }

    /// <summary>The next of those that were taken out of the line together.</summary>
    public MailboxWaiter? NextServed { get; set; }

    /// <summary>Whether it is in the line; guarded by the gate.</summary>
    public bool IsQueued { get; set; }

    public ValueTask Task => new(this, _source.Version);

    public static MailboxWaiter Rent(ActorCell cell, object message, ReplyTarget? target, uint token, bool awaited)
    {
        PatternAccounting.WaiterRented();
        MailboxWaiter waiter =
            (t_magazine ??= new Magazine<MailboxWaiter>(Depot)).TryPop(out MailboxWaiter? spare) ? spare : new MailboxWaiter();
        waiter.Cell = cell;
        waiter.Message = message;
        waiter.Target = target;
        waiter.Token = token;
        waiter.IsAwaited = awaited;
        return waiter;
    }

    /// <summary>Lets cancellation reach the line. Once, outside the gate; the waiter may be served before or meanwhile.</summary>
    public void Observe(CancellationToken token)
    {
        if (token.CanBeCanceled)
        {
            _cancellation = token;
            _registration = token.UnsafeRegister(OnCancelled, this);
        }
    }

    /// <summary>The message is in the mailbox.</summary>
    public void Succeed() => _source.SetResult(true);

    public void Fail(Exception exception) => _source.SetException(exception);

    public void FailCancelled() => Fail(new OperationCanceledException(_cancellation));

    public void GetResult(short token)
    {
        if (_source.GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            throw new InvalidOperationException("The message still waits for room; await it.");
        }

        // Waits for a callback that is running, so that none meets the next use.
        _registration.Dispose();
        _registration = default;
        _cancellation = default;
        try
        {
            _ = _source.GetResult(token);
        }
        finally
        {
            _source.Reset();
            Return();
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    /// <summary>Gives back a waiter that nobody awaits.</summary>
    public void Return()
    {
        Cell = null;
        Message = null;
        Target = null;
        NextServed = null;
        PatternAccounting.WaiterReturned();
        _ = (t_magazine ??= new Magazine<MailboxWaiter>(Depot)).TryPush(this);
    }
}
