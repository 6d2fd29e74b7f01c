using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ZmqNative.Actors;

internal sealed partial class ActorCell
{
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

        // From here on only the mailbox is read: messages that are handled before it come by system messages.
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

    // In alternation with the mailbox, until there are no messages to be handled before it.
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

            bool isResult = false;
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
            else if (envelope.Message is PipedTask piped)
            {
                _parts!.OpenPipes--;
                isResult = piped.TryOpen(out envelope);
                if (!isResult)
                {
                    continue;
                }
            }

            budget--;
            if (!(isResult ? ReceiveNow(_context, clean, in envelope) : Receive(_context, clean, in envelope)))
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

    // Messages of waiting senders are served, too, not only those in a small mailbox.
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
    private bool Receive(ActorContext context, ExecutionContext? clean, in Envelope envelope)
    {
        if (envelope.Target is { } target && !target.IsPending(envelope.Token))
        {
            _broker.DeadLetters.Add(envelope.Message, _address, DeadLetterReason.Expired);
            return true;
        }

        return ReceiveNow(context, clean, in envelope);
    }

    // Whether or not the sender still waits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool ReceiveNow(ActorContext context, ExecutionContext? clean, in Envelope envelope)
    {
        if (envelope.Message is TrackedMessage tracked)
        {
            return ReceiveTracked(context, clean, new Envelope(tracked.Message, envelope.Target, envelope.Token), tracked);
        }

        bool isCallerTracked = BeginHandling(context, in envelope);
        return EndHandling(context, clean, _receiver!.ReceiveAsync(envelope.Message, context), isCallerTracked);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool ReceiveTracked(ActorContext context, ExecutionContext? clean, in Envelope envelope, TrackedMessage tracked)
    {
        bool isCallerTracked = BeginHandling(context, in envelope);
        context.Peer = tracked.Peer;
        return EndHandling(context, clean, HandleTrackedAsync(context, tracked), isCallerTracked);
    }

    // An async method, so that the activity is the current one of the handler alone.
    private async ValueTask HandleTrackedAsync(ActorContext context, TrackedMessage tracked)
    {
        long begin = ActorMetrics.Begin(this, tracked);
        Activity? activity = ActorTracing.StartProcess(this, tracked);
        try
        {
            await _receiver!.ReceiveAsync(tracked.Message, context).ConfigureAwait(false);
            ActorMetrics.End(this, begin, failure: null);
        }
        catch (Exception exception)
        {
            ActorMetrics.End(this, begin, exception);
            if (!context.IsEndByCaller(exception))
            {
                activity.Fail(exception);
            }

            throw;
        }
        finally
        {
            PatternTracing.End(activity);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool BeginHandling(ActorContext context, in Envelope envelope)
    {
        context.Begin(in envelope);
        if (_tracked == 0)
        {
            return false;
        }

        _tracked -= _options.TracksSelfAsks ? (byte)0 : (byte)1;
        CallerContext.Track(this);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    [SuppressMessage("Usage", "VSTHRD002", Justification = "It has completed.")]
    private bool EndHandling(ActorContext context, ExecutionContext? clean, ValueTask handling, bool isCallerTracked)
    {
        if (!handling.IsCompletedSuccessfully)
        {
            _tracked = CallerContext.FurtherTracked;
            EnsureParts().EnsurePending().Park(handling, isMessage: true, isCallerTracked);
            return false;
        }

        handling.GetAwaiter().GetResult();
        context.End();

        // The next message must not get the execution context that a handler without async has changed.
        if (ExecutionContext.Capture() != clean)
        {
            RestoreContext(clean);
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RestoreContext(ExecutionContext? clean)
    {
        // Null while the flow of the context is suppressed; no turn begins so.
        if (clean is not null)
        {
            ExecutionContext.Restore(clean);
        }
    }
}
