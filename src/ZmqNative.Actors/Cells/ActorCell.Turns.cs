namespace ZmqNative.Actors;

internal sealed partial class ActorCell
{
    // Large enough that switching between actors costs little, small enough that other actors get their turns soon.
    private const int MessagesPerTurn = 400;

    // A turn looks for waiting senders after each 16 messages.
    private const int ServeMask = 15;

    private enum Step
    {
        /// <summary>The mailbox is empty.</summary>
        Empty,

        /// <summary>The turn has been long enough.</summary>
        Budget,

        /// <summary>There are system messages.</summary>
        SystemMessages,

        /// <summary>A handling is pending; the turn is parked.</summary>
        Pending,
    }

    void IThreadPoolWorkItem.Execute()
    {
        CallerContext.BeginTurn(this);
        if (LongHandlingWatch.IsAnyIdle)
        {
            _broker.LongHandlingWatch.Start();
        }

        _turns++;
        if (BrokerEnd.Of(_broker) is not null)
        {
            // From now on all code of this actor is recognized: the broker is closed to other code.
            CallerContext.Track(this);
            _isTurnTracked = true;
        }

        if (Registration is not null)
        {
            Passivation.NoteActive(this);
        }

        RunTurn();
        CallerContext.EndTurn();
    }

    /// <summary>Whether a handling is still the current one, so that the actor handles nothing else.</summary>
    public bool IsStillHandling(int handling) => ActorContext.IsHandling(handling) && _context.Handling == handling;

    private void RunTurn()
    {
        Exception? failure = _parts?.Pending is { IsParked: true } pending ? pending.Unpark() : null;
        MailboxCursor cursor = _mailbox.Cursor;
        ExecutionContext? clean = ExecutionContext.Capture();
        int budget = MessagesPerTurn;
        while (true)
        {
            if (failure is not null || Volatile.Read(ref _systemMessages) is not null || IsToBegin)
            {
                Save(cursor);
                ValueTask handling = HandleSystemMessagesAsync(failure);
                failure = null;
                if (!handling.IsCompletedSuccessfully)
                {
                    EnsureParts().EnsurePending().Park(handling, isMessage: false, isTracked: true);
                    RegisterResume();
                    return;
                }

                cursor = _mailbox.Cursor;
            }

            if (_status == ActorStatus.Running)
            {
                Step step;
                try
                {
                    step = Handle(clean, ref cursor, ref budget);
                }
                catch (Exception exception)
                {
                    // The hooks that follow do not get the changed execution context, either.
                    RestoreContext(clean);
                    failure = exception;
                    continue;
                }

                if (step == Step.SystemMessages)
                {
                    continue;
                }

                Save(cursor);
                if (_mailbox.HasWaiters)
                {
                    ServeWaiters();
                }

                if (step == Step.Pending)
                {
                    RegisterResume();
                    return;
                }

                if (step == Step.Budget)
                {
                    // The flag stays set; other work items that wait for this thread come first.
                    QueueNext();
                    return;
                }

                // A message that a sender is about to write into a closed mailbox schedules a turn of its own.
                if (_parts is { } parts && !HasWork(cursor)
                    && (parts.IsDraining ? _mailbox.IsDrained(_mailbox.Cursor) : Passivation.TryEnd(this)))
                {
                    if (parts.FinalMessages is { Count: > 0 } last)
                    {
                        parts.EnsurePriority().Add(last.Dequeue());
                    }
                    else
                    {
                        Send(new SystemMessage(SystemMessageKind.Stop));
                    }

                    continue;
                }
            }
            else if (IsPausedAfterStart && _parts!.StartFailure is { } startFailure)
            {
                Save(cursor);
                FailAsks(startFailure);
            }

            if (_status == ActorStatus.Stopped)
            {
                ReleaseParts();
                cursor = _mailbox.Cursor;
            }
            else if (_mailbox.IsLarge)
            {
                EnterTrimmer();
            }

            // A full fence between the last reads of the mailbox and of the count of waiting senders, and the reads below.
            Interlocked.Exchange(ref _scheduled, 0);
            if (!HasWork(cursor) || Interlocked.CompareExchange(ref _scheduled, 1, 0) != 0)
            {
                _broker.TurnEnded(this);
                return;
            }

            // Another thread may have had a turn in between. For those that compare the number, it is a turn of its own.
            _turns++;
            cursor = _mailbox.Cursor;
            if (_mailbox.HasWaiters)
            {
                ServeWaiters();
            }
        }
    }

    // Whether the mailbox is read under its lock: producers take messages, too, or it has levels.
    private bool IsShared => _options.FullMailbox == FullMailboxPolicy.DropOldest || _options.Priorities is not null;

    private bool HasWork(in MailboxCursor cursor) =>
        Volatile.Read(ref _systemMessages) is not null
        || (_status == ActorStatus.Running
            && ((IsShared ? _mailbox.HasMessageShared() : _mailbox.HasMessage(cursor))
                || _mailbox.HasWaiters
                || _parts is { Priority.Count: > 0 }))
        || (IsPausedAfterStart && _parts is { } parts && _mailbox.HasMessageAfter(parts.FailedUpTo));

    // Between an attempt to start that failed and the next one, unless that comes at once.
    private bool IsPausedAfterStart =>
        _status == ActorStatus.Suspended && _parts is { StartFailure: not null, Supervisor.IsPausing: true };

    // The last thing that a turn does: from here on another thread may run the next one.
    private void RegisterResume()
    {
        CallerContext.EndTurn();
        _broker.TurnParked();
        _parts!.Pending!.Register();
    }

    // Where producers take the oldest message, too, all move the one cursor, under the gate; a copy of it is out of date.
    private void Save(in MailboxCursor cursor)
    {
        // A turn that began before the first message must not overwrite the ring which that message's sender has put there since.
        if (!IsShared && cursor.Segment is not null)
        {
            _mailbox.Cursor = cursor;
        }
    }

    private void ServeWaiters()
    {
        DecidedOperations served = _mailbox.ServeWaiters(_options.Bound);
        while (served.TryTake(out PooledOperation? waiter))
        {
            ((MailboxWaiter)waiter).End();
        }
    }
}
