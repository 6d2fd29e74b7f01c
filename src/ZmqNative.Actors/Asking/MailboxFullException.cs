namespace ZmqNative.Actors;

/// <summary>
/// The mailbox was full, and its policy is not to wait, or <see cref="ActorOptions.MaxWaitingSenders"/> senders wait for space already.
/// </summary>
/// <remarks><see cref="IsTransient"/> is true: the actor handles messages, and space comes. The message was not accepted.</remarks>
public sealed class MailboxFullException : ZmqNativeException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The text.</param>
    /// <param name="address">The address to which the message was sent.</param>
    public MailboxFullException(string message, string address)
        : base(message) => Address = address;

    internal MailboxFullException(string address, int capacity)
        : this($"The mailbox of actor '{address}' is full ({capacity} messages).", address)
    {
    }

    internal MailboxFullException(string address, int capacity, int waiting)
        : this(
            $"The mailbox of actor '{address}' is full ({capacity} messages), and {waiting} senders wait for space already. "
            + "The actor handles fewer messages than it is sent, or hangs.",
            address)
    {
    }

    /// <summary>The address to which the message was sent.</summary>
    public string Address { get; }

    /// <summary>Whether the same operation may succeed later: always true.</summary>
    public override bool IsTransient => true;
}
