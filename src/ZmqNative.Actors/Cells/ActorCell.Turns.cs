using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ZmqNative.Actors;

internal sealed partial class ActorCell
{
    // Long enough that the switch from actor to actor costs little, short enough that others get their turn soon.
    private const int MessagesPerTurn = 400;

    // How often a turn looks for senders that wait for room.
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
        _turns++;
        if (_broker.End is not null)
        {
            // From now on all code of this actor is known as such: the broker is closed to other code.
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

    /// <summary>Whether the actor is still at what it was at: then it cannot get to anything else.</summary>
    public bool IsAt(int handling) => ActorContext.IsHandling(handling) && _context.Handling == handling;

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
                    // The hooks that follow do not get what the handler has left there, either.
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
                    // The flag stays set; others that wait for this thread come first.
                    ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                    return;
                }

                // What a sender is about to write into a closed mailbox comes with a turn of its own.
                if (_parts is { } parts && !HasWork(cursor)
                    && (parts.IsDraining ? _mailbox.IsDrained(_mailbox.Cursor) : Passivation.TryEnd(this)))
                {
                    if (parts.Last is { Count: > 0 } last)
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

            // A full fence between the last look at the mailbox and at the count of waiting senders, and the looks below.
            Interlocked.Exchange(ref _scheduled, 0);
            if (!HasWork(cursor) || Interlocked.CompareExchange(ref _scheduled, 1, 0) != 0)
            {
                _broker.End?.TurnEnded(this);
                return;
            }

            // Another thread may have had a turn in between.
            cursor = _mailbox.Cursor;
            if (_mailbox.HasWaiters)
            {
                ServeWaiters();
            }
        }
    }

    private bool IsShared => _options.FullMailbox == FullMailboxPolicy.DropOldest;

    private bool HasWork(in MailboxCursor cursor) =>
        Volatile.Read(ref _systemMessages) is not null
        || (_status == ActorStatus.Running
            && ((IsShared ? _mailbox.HasMessageShared() : _mailbox.HasMessage(cursor))
                || _mailbox.HasWaiters
                || _parts is { Priority.Count: > 0 }))
        || (IsPausedAfterStart && _mailbox.HasNewsSince(_parts!.Told));

    // Between an attempt to start that failed and the next one, unless that comes at once.
    private bool IsPausedAfterStart =>
        _status == ActorStatus.Suspended && _parts is { StartFailure: not null, Supervisor.IsPausing: true };

    private Step Handle(ExecutionContext? clean, ref MailboxCursor cursor, ref int budget)
    {
        if (_parts?.Priority is { Count: > 0 } priority)
        {
            Step step = HandlePriority(priority, clean, ref cursor, ref budget);
            if (step != Step.Empty)
            {
                return step;
            }
        }

        // From here on the mailbox alone: what goes before it comes by system messages.
        bool shared = IsShared;
        ActorContext context = _context;
        while (budget > 0)
        {
            if (Volatile.Read(ref _systemMessages) is not null)
            {
                return Step.SystemMessages;
            }

            Envelope envelope;
            if (shared)
            {
                if (!_mailbox.TryTakeOldest(out envelope))
                {
                    return Step.Empty;
                }
            }
            else if (!_mailbox.TryTake(ref cursor, out envelope))
            {
                return Step.Empty;
            }

            budget--;
            if (!Receive(context, clean, in envelope))
            {
                return Step.Pending;
            }

            if ((budget & ServeMask) == 0 && _mailbox.HasWaiters)
            {
                ServeWaiters();
            }
        }

        return Step.Budget;
    }

    // In alternation with the mailbox, until nothing goes before that.
    private Step HandlePriority(
        PriorityMessages priority, ExecutionContext? clean, ref MailboxCursor cursor, ref int budget)
    {
        while (priority.Count > 0)
        {
            if (Volatile.Read(ref _systemMessages) is not null)
            {
                return Step.SystemMessages;
            }

            if (budget == 0)
            {
                return Step.Budget;
            }

            if (!priority.TryTake(out Envelope envelope))
            {
                bool taken = TryTakeOrServe(ref cursor, out envelope);
                priority.EndMailboxTurn(taken);
                if (!taken)
                {
                    continue;
                }
            }
            else if (envelope.Message is ActorTimer timer && !_parts!.Timers!.TryOpen(timer, out envelope))
            {
                continue;
            }

            budget--;
            if (!Receive(_context, clean, in envelope))
            {
                return Step.Pending;
            }

            if ((budget & ServeMask) == 0 && _mailbox.HasWaiters)
            {
                ServeWaiters();
            }
        }

        return Step.Empty;
    }

    // Senders that wait for room have their share of the turns, too, not only what is in a small mailbox.
    private bool TryTakeOrServe(ref MailboxCursor cursor, out Envelope envelope)
    {
        if (IsShared ? _mailbox.TryTakeOldest(out envelope) : _mailbox.TryTake(ref cursor, out envelope))
        {
            return true;
        }

        if (!_mailbox.HasWaiters)
        {
            return false;
        }

        ServeWaiters();
        return IsShared ? _mailbox.TryTakeOldest(out envelope) : _mailbox.TryTake(ref cursor, out envelope);
    }

    /// <summary>Lets the actor handle one message; false if it is pending.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    [SuppressMessage("Usage", "VSTHRD002", Justification = "It has completed.")]
    private bool Receive(ActorContext context, ExecutionContext? clean, in Envelope envelope)
    {
        if (envelope.Target is { } target && !target.IsPending(envelope.Token))
        {
            _broker.DeadLetters.Add(envelope.Message, _address, DeadLetterReason.Expired);
            return true;
        }

        context.Begin(in envelope);
        bool tracked = _tracked != 0;
        if (tracked)
        {
            _tracked -= _options.TracksSelfAsks ? (byte)0 : (byte)1;
            CallerContext.Track(this);
        }

        ValueTask handling = _receiver!.ReceiveAsync(envelope.Message, context);
        if (!handling.IsCompletedSuccessfully)
        {
            _tracked = CallerContext.FurtherTracked;
            EnsureParts().EnsurePending().Park(handling, isMessage: true, tracked);
            return false;
        }

        handling.GetAwaiter().GetResult();
        context.End();

        // What a handler that is no async method has left there is not for the next message.
        if (ExecutionContext.Capture() != clean)
        {
            RestoreContext(clean);
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RestoreContext(ExecutionContext? clean)
    {
        // There is none while its flow is suppressed, which a turn is not begun with.
        if (clean is not null)
        {
            ExecutionContext.Restore(clean);
        }
    }

    // The last thing that a turn does: from here on another thread may run the next one.
    private void RegisterResume()
    {
        CallerContext.EndTurn();
        _parts!.Pending!.Register();
    }

    // Where producers take the oldest message, too, all move the one cursor, under the gate; a copy of it is worth nothing.
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
