namespace ZmqNative.Actors;

/// <summary>The place of an ask's message among those that wait for room in a mailbox; the ask gives it up when it ends.</summary>
/// <remarks>
/// Without that an actor that hangs would hold the messages of all asks that have timed out. The place is a hint: the message may have got
/// room, and its waiter may be in use for another one. The gate of the mailbox tells. It is kept with the number of the use of the target: a
/// thread that has queued the message and stalls notes the place late, when the target may be at its next use, with a place of its own.
/// </remarks>
internal struct WaitingMessage
{
    // Guards the other two, against a thread that notes the place of an earlier use, and the end of a use.
    private SpinThenParkLock _gate;
    private IWaitingPlace? _place;
    private uint _token;

    /// <summary>Notes the place. After the message was queued, by the thread that did so; the ask may have ended meanwhile.</summary>
    public void Set(IWaitingPlace place, ReplyTarget target, uint token)
    {
        using (_gate.Enter())
        {
            // The place of an earlier use is given up by the thread that noted it, below. One of this use is left: the message was forwarded.
            if (_place is null || unchecked((int)(_token - token)) <= 0)
            {
                Volatile.Write(ref _place, place);
                _token = token;
            }
        }

        // Either the ask is seen ended here, or its end sees the place.
        Interlocked.MemoryBarrier();
        if (!target.IsPending(token))
        {
            Leave(target, token);
            place.GiveUp(target, token);
        }
    }

    /// <summary>Gives the place of a use up, if there is one. After the use has ended, and after a full fence.</summary>
    public void Leave(ReplyTarget target, uint token)
    {
        if (Volatile.Read(ref _place) is null)
        {
            return;
        }

        IWaitingPlace? place = null;
        using (_gate.Enter())
        {
            if (_token == token)
            {
                (place, _place) = (_place, null);
            }
        }

        place?.GiveUp(target, token);
    }
}
