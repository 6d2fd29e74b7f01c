namespace ZmqNative.Actors;

internal sealed partial class ActorCell
{
    // Whether the broker's trimmer knows the actor. Only the thread that has set _scheduled reads or writes it.
    private bool _isTrimmed;

    /// <summary>The capacity of the newest ring of the mailbox.</summary>
    public int MailboxRing => _mailbox.Capacity;

    /// <summary>Whether the mailbox has more memory than an idle actor should keep.</summary>
    public bool IsMailboxLarge => _mailbox.IsLarge;

    /// <summary>The number of senders that wait for space in the mailbox.</summary>
    public int WaitingSenders => _mailbox.WaitingCount;

    /// <summary>Releases the memory that a burst has left in the mailbox, if the actor is idle. The trimmer only.</summary>
    /// <returns>False if it may be tried again later.</returns>
    public bool TryTrim()
    {
        // Like a turn: no turn runs meanwhile, and the actor still counts as idle.
        if (Volatile.Read(ref _scheduled) != 0 || Interlocked.CompareExchange(ref _scheduled, 1, 0) != 0)
        {
            return false;
        }

        bool trimmed = _mailbox.TryShrink(_options.Bound);
        _isTrimmed = !trimmed;
        MailboxCursor cursor = _mailbox.Cursor;

        // The same fence as at the end of a turn, for the same reason.
        Interlocked.Exchange(ref _scheduled, 0);
        if (HasWork(cursor) || IsPausedAfterStart)
        {
            Schedule();
        }
        else
        {
            _broker.TurnEnded(this);
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
