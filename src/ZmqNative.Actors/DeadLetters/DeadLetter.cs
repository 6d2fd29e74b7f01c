namespace ZmqNative.Actors;

/// <summary>A message that no actor handled.</summary>
/// <param name="Message">What was sent. Frames are disposed already: only what they were is left.</param>
/// <param name="Address">Whom it was for.</param>
/// <param name="Reason">Why it was not handled.</param>
/// <param name="Cause">What the actor threw, if it failed on this message.</param>
public sealed record DeadLetter(object Message, string Address, DeadLetterReason Reason, Exception? Cause = null);

/// <summary>Why a message was not handled.</summary>
public enum DeadLetterReason
{
    /// <summary>Nobody is at that address.</summary>
    NotFound = 0,

    /// <summary>
    /// The actor has stopped, or stopped with the message in its mailbox, or ended its handling by <see cref="ActorContext.Stopping"/>.
    /// </summary>
    Stopped,

    /// <summary>The mailbox was full, and its policy dropped this message.</summary>
    MailboxFull,

    /// <summary>The actor threw; whatever it did before that is done.</summary>
    Failed,

    /// <summary>The actor does not know such messages.</summary>
    Unhandled,

    /// <summary>Its asker had stopped waiting before the actor got to it.</summary>
    Expired,

    /// <summary>It came from another process and could not be read.</summary>
    Unreadable,

    /// <summary>
    /// It can never be sent to the process of its receiver: its type has no name in the serializer, it cannot be written, or it is over a
    /// limit of the connection.
    /// </summary>
    Unsendable,
}
