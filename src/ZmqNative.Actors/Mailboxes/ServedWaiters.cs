namespace ZmqNative.Actors;

/// <summary>Senders taken out of a mailbox' line under its lock, in order, to be completed after it.</summary>
internal struct ServedWaiters
{
    private MailboxWaiter? _last;

    public MailboxWaiter? First { get; private set; }

    /// <summary>Takes the next sender out of the line; inside the gate's lock.</summary>
    public void Take(MailboxGate gate, MailboxWaiter waiter)
    {
        _ = gate.TryRemove(waiter);
        if (_last is null)
        {
            First = waiter;
        }
        else
        {
            _last.NextServed = waiter;
        }

        _last = waiter;
    }
}
