using ZmqNative.Actors.Generated;

namespace ZmqNative.Actors;

/// <content>The begin and the end of the handling of a message.</content>
public sealed partial class ActorContext
{
    internal void Begin(in Envelope envelope)
    {
        Message = envelope.Message;
        _target = envelope.Target;
        _token = envelope.Token;
        _answer = AnswerState.Open;
        Peer = null;
        _handling++;
    }

    /// <summary>The actor that waits, within a handling of its own, for the answer to the current message; null if none does. Any thread.</summary>
    internal ActorCell? FindAsker()
    {
        int handling = Handling;
        ReplyTarget? target = Volatile.Read(ref _target);
        ActorCell? asker = target is null || _answer != AnswerState.Open ? null : target.FindAsker(_token);

        // The values that were read belong together if the handling has not changed meanwhile.
        Interlocked.MemoryBarrier();
        return IsHandling(handling) && Handling == handling ? asker : null;
    }

    /// <summary>Whether a number is that of a handling: odd from the begin to the end of a handling, even between.</summary>
    internal static bool IsHandling(int number) => (number & 1) != 0;

    internal void BeginHandling() => _handling |= 1;

    internal void EndHandling() => _handling = (_handling | 1) + 1;

    /// <summary>Ends the handling of a message. A caller that got no answer gets a failure, rather than wait for its deadline.</summary>
    internal void End()
    {
        Message = null;
        _handling++;
        if (_target is not null)
        {
            EndAsk();
        }
    }

    /// <summary>
    /// Whether a failure only tells that nobody waits for the answer any more, that the reader of a stream, which this handling has opened, reads no
    /// more, or that the caller of a method has cancelled its token: then it is none.
    /// </summary>
    internal bool IsEndByCaller(Exception failure) => failure is OperationCanceledException
        && (_target is OpenStream { HasReaderLeft: true }
            || Message is ActorCall { Cancellation.IsCancellationRequested: true }
            || _cell.Parts?.Cancellation is { IsByAsker: true });

    /// <summary>Ends the handling because its caller waits no more.</summary>
    internal void EndByCaller(Exception failure)
    {
        // The handling may learn of the cancellation before the ask does, whose failure is the same.
        if (IsAsked)
        {
            _ = _target!.TryFail(failure, _token);
        }

        End();
    }

    internal void Fail(Exception cause)
    {
        // In this order: a caller that has the failure sees the dead letter in the count.
        ReplyTarget? target = IsFailureAwaited ? _target : null;
        EndUnhandled(DeadLetterReason.Failed, cause);
        _ = target?.TryFail(new ActorFailedException($"{cause.GetType().Name}: {ErrorText.MessageOf(cause)}", _cell.Address, cause), _token);
    }

    /// <summary>Ends the handling because the actor is to stop, which is no failure.</summary>
    internal void EndByStop()
    {
        ReplyTarget? target = IsFailureAwaited ? _target : null;
        EndUnhandled(DeadLetterReason.Stopped, cause: null);
        _ = target?.TryFail(new ActorStoppedException(_cell.Address), _token);
    }

    // Whether somebody is to get the failure of the handling. The report of a message that was passed on is that of another handling.
    private bool IsFailureAwaited => IsAsked || _target is OpenStream || (_target is HandlingReport && _answer != AnswerState.HandedOver);

    private void EndUnhandled(DeadLetterReason reason, Exception? cause)
    {
        _cell.Parts?.Cancellation?.End();
        _target = null;
        EndHandling();
        if (Message is { } message)
        {
            Message = null;
            Broker.DeadLetters.Add(message, _cell.Address, reason, cause);
        }
    }

    private void EndAsk()
    {
        _cell.Parts?.Cancellation?.End();
        if (_target is HandlingReport report)
        {
            if (_answer != AnswerState.HandedOver)
            {
                report.Complete();
            }
        }
        else if (_answer == AnswerState.Open)
        {
            _ = _target!.TryFail(new ActorFailedException("it ended its turn without an answer.", _cell.Address), _token);
        }
        else if (_target is OpenStream stream)
        {
            stream.EndTurn();
        }

        _target = null;
    }
}
