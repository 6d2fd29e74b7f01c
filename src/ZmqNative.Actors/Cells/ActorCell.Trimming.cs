namespace ZmqNative.Actors;

internal sealed partial class ActorCell
{
    // Whether the broker's trimmer knows the actor. Only the thread that has set _scheduled reads or writes it.
    private bool _isTrimmed;

    /// <summary>How many messages the newest ring of the mailbox can hold.</summary>
    public int MailboxRing => _mailbox.Capacity;

    /// <summary>How many senders wait for room in the mailbox.</summary>
    public int WaitingSenders => _mailbox.WaitingCount;

    /// <summary>Gives back what a burst has left in the mailbox, if the actor is idle. The trimmer only.</summary>
    /// <returns>False if it may be tried again later.</returns>
    public bool TryTrim()
    {
        // As a turn: no other one runs meanwhile, and the actor is not taken for one that has done something.
        if (Volatile.Read(ref _scheduled) != 0 || Interlocked.CompareExchange(ref _scheduled, 1, 0) != 0)
        {
            return false;
        }

        bool trimmed = _mailbox.TryShrink(_options.Bound);
        _isTrimmed = !trimmed;
        MailboxCursor cursor = _mailbox.Cursor;

        // The fence that a turn has at its end, and for the same reason.
        Interlocked.Exchange(ref _scheduled, 0);
        if (HasWork(cursor) || IsPausedAfterStart)
        {
            Schedule();
        }
        else
        {
            BrokerEnd.Of(_broker)?.TurnEnded(this);
        }

        return trimmed;
    }

    private void EnterTrimmer()
    {
        if (!_isTrimmed)
        {
            _isTrimmed = true;
            _broker.Trimmer.Add(this);
        }
    }
}
