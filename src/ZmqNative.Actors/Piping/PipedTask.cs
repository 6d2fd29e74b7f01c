using System.Diagnostics;

namespace ZmqNative.Actors;

/// <summary>A task whose result becomes a message: of the actor that has started it or, through a turn of that, of another one.</summary>
/// <remarks>
/// <code>
///   pending --the task has completed, any thread--> a system message --turn--> among the messages before the mailbox --turn--> opened: handled or sent on
///   the actor has stopped before --> a dead letter
/// </code>
/// So it needs no space in a mailbox, and survives a restart of the actor as messages do.
/// </remarks>
internal abstract class PipedTask
{
    private readonly ActorCell _cell;
    private readonly ActorRef? _to;
    private readonly ReplyTarget? _target;
    private readonly uint _token;
    private readonly ActivityContext _trace;
    private readonly CancellationTokenRegistration _byStop;
    private readonly ActivityObserver? _observer;

    /// <summary>Creates the object within a handling. The task is not observed yet.</summary>
    /// <param name="cell">The actor that has started the task.</param>
    /// <param name="to">The actor that gets the result; null for the same.</param>
    /// <param name="asked">The target of the answer that goes with the result, and the number of its use; null if there is none.</param>
    /// <param name="byStop">The registration by which the stop of the actor cancels the task.</param>
    protected PipedTask(ActorCell cell, ActorRef? to, (ReplyTarget? Target, uint Token) asked, CancellationTokenRegistration byStop)
    {
        _cell = cell;
        _to = to;
        (_target, _token) = asked;
        _trace = Activity.Current?.Context ?? default;
        _byStop = byStop;
        _observer = cell.Owner.Observer;
        _observer?.Add(this);
    }

    /// <summary>The awaiter of the task. From any thread.</summary>
    public abstract object Awaiter { get; }

    /// <summary>Makes the message of a turn that handles the result now; false if it went to another actor.</summary>
    public bool TryOpen(out Envelope envelope)
    {
        object message = ReadMessage();
        if (_to is not null)
        {
            _to.PostAsk(Track(message), _target ?? IgnoredReply.Instance, _token);
            envelope = default;
            return false;
        }

        // The result is not only for the sender: without one the message is a tell.
        bool isAsked = _target is not null && _target.IsPending(_token);
        envelope = new Envelope(Track(message), isAsked ? _target : null, _token);
        return true;
    }

    /// <summary>Makes a dead letter of the result, as the actor has stopped.</summary>
    public void Drop(Exception cause)
    {
        _cell.Owner.DeadLetters.Add(ReadResult() ?? "null", _cell.Address, DeadLetterReason.Stopped);
        _ = _target?.TryFail(cause, _token);
    }

    /// <summary>Makes the message of the result. User code of the actor, which may throw.</summary>
    protected abstract object MakeMessage();

    /// <summary>Makes the message of a failure. User code of the actor, which may throw.</summary>
    protected abstract object MakeMessage(Exception failure);

    /// <summary>The result, or the failure as a message.</summary>
    protected abstract object? ReadResult();

    /// <summary>The exception of the task; null if it has a result.</summary>
    protected abstract Exception? Failure { get; }

    /// <summary>Has the actor handle the result. By the thread that has completed the task.</summary>
    protected void OnCompleted()
    {
        _ = _byStop.Unregister();
        _cell.Send(new SystemMessage(SystemMessageKind.Piped) { Piped = this });
        _observer?.Remove(this);
    }

    // An exception of the user's function is a message, too: otherwise the result would be lost, and the sender would wait.
    private object ReadMessage()
    {
        try
        {
            return Failure is { } failure ? MakeMessage(failure) : MakeMessage();
        }
        catch (Exception exception)
        {
            return new TaskFailed(exception);
        }
    }

    private object Track(object message) => _trace == default ? message : new TrackedMessage(message, _trace, posted: 0);
}
