namespace ZmqNative.Actors;

/// <summary>The place of an ask's message among those that wait for room in a mailbox; the ask gives it up when it ends.</summary>
/// <remarks>
/// Without that an actor that hangs would hold the messages of all asks that have timed out. The place is a hint: the message may have got
/// room, and its waiter may be in use for another one. The gate of the mailbox tells.
/// </remarks>
internal struct WaitingMessage
{
    private IWaitingPlace? _place;

    /// <summary>Notes the place. After the message was queued, by the thread that did so; the ask may have ended meanwhile.</summary>
    public void Set(IWaitingPlace place, ReplyTarget target, uint token)
    {
        Volatile.Write(ref _place, place);

        // Either the ask is seen ended here, or its end sees the place.
        Interlocked.MemoryBarrier();
        if (!target.IsPending(token))
        {
            Leave(target, token);
        }
    }

    /// <summary>Gives the place up, if there is one. After the ask has ended, and after a full fence.</summary>
    public void Leave(ReplyTarget target, uint token)
    {
        if (_place is not null)
        {
            Interlocked.Exchange(ref _place, null)?.GiveUp(target, token);
        }
    }
}
