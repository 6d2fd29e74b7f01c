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

        /// <summary>There are signals.</summary>
        Signals,

        /// <summary>A receive is pending; the awaiter is set.</summary>
        Pending,
    }

    void IThreadPoolWorkItem.Execute()
    {
        t_running = this;
        _idleSweeps = 0;
        RunTurn();
        t_running = null;
    }

    private void RunTurn()
    {
        Exception? failure = _extras is { IsParked: true } extras ? Unpark(extras) : null;
        MailboxCursor cursor = _mailbox.Cursor;
        int budget = MessagesPerTurn;
        while (true)
        {
            if (failure is not null || Volatile.Read(ref _signals) is not null)
            {
                Save(cursor);
                ValueTask handling = ManageAsync(failure);
                failure = null;
                if (!handling.IsCompletedSuccessfully)
                {
                    Park(handling, receiving: false);
                    return;
                }

                cursor = _mailbox.Cursor;
            }

            if (_status == ActorStatus.Running)
            {
                Step step;
                try
                {
                    step = Handle(ref cursor, ref budget);
                }
                catch (Exception exception)
                {
                    failure = exception;
                    continue;
                }

                if (step == Step.Signals)
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

                if (_extras is { IsDraining: true } && !HasWork(cursor))
                {
                    Send(new Signal(SignalKind.Stop));
                    continue;
                }
            }

            // A full fence between the last look at the mailbox and at the count of waiting senders, and the looks below.
            Interlocked.Exchange(ref _scheduled, 0);
            if (!HasWork(cursor) || Interlocked.CompareExchange(ref _scheduled, 1, 0) != 0)
            {
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
        Volatile.Read(ref _signals) is not null
        || (_status == ActorStatus.Running
            && ((IsShared ? _mailbox.HasMessageShared() : _mailbox.HasMessage(cursor)) || _mailbox.HasWaiters || _extras is { Front.Count: > 0 }));

    private Step Handle(ref MailboxCursor cursor, ref int budget)
    {
        if (_extras is { Front.Count: > 0 } extras)
        {
            Step step = HandleFront(extras, ref budget);
            if (step != Step.Empty)
            {
                return step;
            }
        }

        bool shared = IsShared;
        ActorContext context = _context;
        while (budget > 0)
        {
            if (Volatile.Read(ref _signals) is not null)
            {
                return Step.Signals;
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
            if (!Receive(context, in envelope))
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

    private Step HandleFront(ActorExtras extras, ref int budget)
    {
        while (extras.Front.TryDequeue(out Envelope envelope))
        {
            if (Volatile.Read(ref _signals) is not null)
            {
                Requeue(extras.Front, envelope);
                return Step.Signals;
            }

            if (envelope.Message is ActorTimer timer && !TryOpen(timer, out envelope))
            {
                continue;
            }

            budget--;
            if (!Receive(_context, in envelope))
            {
                return Step.Pending;
            }
        }

        return Step.Empty;
    }

    /// <summary>Lets the actor handle one message; false if it is pending.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    [SuppressMessage("Usage", "VSTHRD002", Justification = "It has completed.")]
    private bool Receive(ActorContext context, in Envelope envelope)
    {
        if (envelope.Target is { } target && !target.IsPending(envelope.Token))
        {
            _broker.DeadLetters.Add(envelope.Message, _address, DeadLetterReason.Expired);
            return true;
        }

        context.Begin(in envelope);
        BeginFlow();
        ValueTask handling = _receiver!.ReceiveAsync(envelope.Message, context);
        if (!handling.IsCompletedSuccessfully)
        {
            _flows = FurtherFlows;
            SetPending(handling, receiving: true);
            return false;
        }

        handling.GetAwaiter().GetResult();
        context.End();
        return true;
    }

    private void SetPending(ValueTask handling, bool receiving)
    {
        ActorExtras extras = Extras;
        extras.Awaiter = handling.ConfigureAwait(false).GetAwaiter();
        extras.IsReceiving = receiving;
        extras.IsParked = true;
        extras.Resume ??= Resume;
    }

    private void Park(ValueTask handling, bool receiving)
    {
        SetPending(handling, receiving);
        RegisterResume();
    }

    // The last thing that a turn does: from here on another thread may run the next one.
    private void RegisterResume()
    {
        t_running = null;
        ActorExtras extras = _extras!;
        extras.Awaiter.UnsafeOnCompleted(extras.Resume!);
    }

    // On whatever thread completed the operation: it is not ours to keep.
    private void Resume() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);

    [SuppressMessage("Usage", "VSTHRD002", Justification = "It has completed.")]
    private Exception? Unpark(ActorExtras extras)
    {
        extras.IsParked = false;
        try
        {
            extras.Awaiter.GetResult();
            if (extras.IsReceiving)
            {
                _context.End();
            }

            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
        finally
        {
            extras.Awaiter = default;
        }
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
        MailboxWaiter? waiter = _mailbox.ServeWaiters(_options.Bound);
        while (waiter is not null)
        {
            MailboxWaiter? next = waiter.NextServed;
            waiter.NextServed = null;
            if (waiter.IsAwaited)
            {
                waiter.Succeed();
            }
            else
            {
                waiter.Return();
            }

            waiter = next;
        }
    }

    private static void Requeue(Queue<Envelope> queue, Envelope first)
    {
        Envelope[] rest = [.. queue];
        queue.Clear();
        queue.Enqueue(first);
        foreach (Envelope envelope in rest)
        {
            queue.Enqueue(envelope);
        }
    }
}
