namespace ZmqNative.Actors;

public sealed partial class ActorContext
{
    /// <summary>Sends this actor the result of a task as a message, so that it handles other messages until then.</summary>
    /// <remarks>
    /// <para>
    /// The message is handled in a turn of its own, like a tick of a timer: before the messages in the mailbox, in alternation with them. It needs no
    /// space in the mailbox. The functions run in that turn, so they may use the fields of the actor; they must not use the context.
    /// </para>
    /// <para>
    /// If the current message is an ask that is not answered yet, its sender goes with the result: the handling of the result answers, and the current
    /// one does not. Of several tasks of one handling the first has the sender. If the sender waits no more when the result comes, the
    /// message is a tell. A trace context goes with it, too.
    /// </para>
    /// <para>
    /// The result survives a restart of the actor, as messages in the mailbox do. If the actor has stopped, it becomes a dead letter, and the sender gets
    /// an <see cref="ActorStoppedException"/>; neither a stop nor a drain waits for the task. A keyed actor is not passivated while it has such a
    /// task. A task that was started with <see cref="Cancellation"/> is cancelled when the sender waits no more, or the actor is to stop.
    /// </para>
    /// </remarks>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="task">The task, which runs already.</param>
    /// <param name="onResult">The function that makes a message of the result; null to send the result itself, which must not be null then.</param>
    /// <param name="onFailure">
    /// The function that makes a message of the exception, also of an <see cref="OperationCanceledException"/>; null to send a <see cref="TaskFailed"/>.
    /// An exception of one of the two functions is sent as a <see cref="TaskFailed"/>.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="task"/> is null.</exception>
    public void PipeToSelf<T>(Task<T> task, Func<T, object>? onResult = null, Func<Exception, object>? onFailure = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        Pipe(to: null, task, onResult, onFailure);
    }

    /// <summary>Sends this actor a message when a task without a result has completed.</summary>
    /// <inheritdoc cref="PipeToSelf{T}(Task{T}, Func{T, object}, Func{Exception, object})" path="/remarks"/>
    /// <param name="task">The task, which runs already.</param>
    /// <param name="message">The message.</param>
    /// <param name="onFailure">The function that makes a message of the exception; null to send a <see cref="TaskFailed"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="task"/> or <paramref name="message"/> is null.</exception>
    public void PipeToSelf(Task task, object message, Func<Exception, object>? onFailure = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(message);
        Pipe(to: null, WithMessageAsync(task, message), null, onFailure);
    }

    /// <summary>Sends another actor the result of a task as a message, through a turn of this actor.</summary>
    /// <remarks>
    /// As <see cref="PipeToSelf{T}"/>, but the other actor answers the sender of the current message, as with <see cref="ForwardAsync"/>. The message may
    /// wait for space in its mailbox; this actor does not. If this actor has stopped before, the result becomes a dead letter.
    /// </remarks>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="actor">The other actor.</param>
    /// <param name="task">The task, which runs already.</param>
    /// <param name="onResult">The function that makes a message of the result; null to send the result itself, which must not be null then.</param>
    /// <param name="onFailure">The function that makes a message of the exception; null to send a <see cref="TaskFailed"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="actor"/> or <paramref name="task"/> is null.</exception>
    public void PipeTo<T>(ActorRef actor, Task<T> task, Func<T, object>? onResult = null, Func<Exception, object>? onFailure = null)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(task);
        Pipe(ReferenceEquals(actor, _cell) ? null : actor, task, onResult, onFailure);
    }

    private static async Task<object> WithMessageAsync(Task task, object message)
    {
        await task.ConfigureAwait(false);
        return message;
    }

    private void Pipe<T>(ActorRef? to, Task<T> task, Func<T, object>? onResult, Func<Exception, object>? onFailure)
    {
        ActorParts parts = _cell.EnsureParts();
        CancellationTokenRegistration byStop = parts.Cancellation?.TakeStop() ?? default;
        (ReplyTarget?, uint) asked = default;
        if (IsAsked)
        {
            HandOver();
            asked = (_target, _token);
        }

        parts.OpenPipes++;
        new PipedTask<T>(_cell, to, asked, byStop, task, onResult, onFailure).Start();
    }
}
