namespace ZmqNative.Actors;

/// <summary>A message that no actor has handled.</summary>
/// <param name="Message">The message. If it is or has frames, they are already disposed.</param>
/// <param name="Address">The address to which it was sent.</param>
/// <param name="Reason">The reason why it was not handled.</param>
/// <param name="Cause">The exception that the actor threw, if it failed at this message; or the exception why it cannot be sent or read.</param>
public sealed record DeadLetter(object Message, string Address, DeadLetterReason Reason, Exception? Cause = null);

/// <summary>The reason why a message was not handled.</summary>
public enum DeadLetterReason
{
    /// <summary>No actor has that address.</summary>
    NotFound = 0,

    /// <summary>
    /// The actor had stopped, or stopped with the message in its mailbox, or ended its handling by <see cref="ActorContext.Stopping"/>.
    /// </summary>
    Stopped,

    /// <summary>The mailbox was full, and its policy dropped this message.</summary>
    MailboxFull,

    /// <summary>The actor threw while it handled the message. What it did before that is not undone.</summary>
    Failed,

    /// <summary>The actor does not handle messages of this type.</summary>
    Unhandled,

    /// <summary>
    /// The asker did not wait any more when the message was about to be handled: its deadline had passed, or it was cancelled.
    /// </summary>
    Expired,

    /// <summary>The message came from another process and could not be read.</summary>
    Unreadable,

    /// <summary>
    /// The message can never be sent to the process of its receiver: its type has no name in the serializer, it cannot be written, or it is over
    /// a limit of the connection.
    /// </summary>
    Unsendable,
}
