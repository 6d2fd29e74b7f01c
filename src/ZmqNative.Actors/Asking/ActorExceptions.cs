namespace ZmqNative.Actors;

/// <summary>
/// No answer came in time. Whether the message was handled is not known. For an actor in another process the message says what is known of
/// the connection to it.
/// </summary>
public sealed class AskTimeoutException : ZmqNativeException
{
    internal AskTimeoutException(string address, TimeSpan timeout, string connections)
        : base($"Actor '{address}' did not answer within {timeout.TotalSeconds:0.###} s. Whether it handled the message is not known. "
            + "If it waits for an answer of the actor that asked it, neither can go on." + connections)
    {
        Address = address;
    }

    internal AskTimeoutException(string address, string text)
        : base(text) => Address = address;

    /// <summary>Who was asked.</summary>
    public string Address { get; }

    /// <inheritdoc/>
    public override bool IsTransient => true;
}

/// <summary>The actor that was asked threw, or ended its turn without an answer.</summary>
public sealed class ActorFailedException : ZmqNativeException
{
    internal ActorFailedException(string address, string text, Exception? cause = null)
        : base($"Actor '{address}' failed: {text}", cause)
    {
        Address = address;
        FailureText = text;
    }

    /// <summary>Who was asked.</summary>
    public string Address { get; }

    /// <summary>What the actor said of it.</summary>
    public string FailureText { get; }
}

/// <summary>Nobody is at that address.</summary>
public sealed class ActorNotFoundException : ZmqNativeException
{
    internal ActorNotFoundException(string address)
        : this(address, $"There is no actor '{address}', and no registration makes one. Spawn it, or register its name.")
    {
    }

    internal ActorNotFoundException(string address, string text)
        : base(text)
    {
        Address = address;
    }

    /// <summary>Who was to get the message.</summary>
    public string Address { get; }
}

/// <summary>The mailbox was full, and its policy is not to wait, or as many senders wait for room as may.</summary>
public sealed class MailboxFullException : ZmqNativeException
{
    internal MailboxFullException(string address, int capacity)
        : base($"The mailbox of actor '{address}' is full ({capacity} messages).")
    {
        Address = address;
    }

    internal MailboxFullException(string address, int capacity, int waiting)
        : base($"The mailbox of actor '{address}' is full ({capacity} messages), and {waiting} senders wait for room already. "
            + "It handles less than it is sent, or hangs.")
    {
        Address = address;
    }

    internal MailboxFullException(string address, string text)
        : base($"Actor '{address}' cannot take more now: {text}") => Address = address;

    /// <summary>Who was to get the message.</summary>
    public string Address { get; }

    /// <inheritdoc/>
    public override bool IsTransient => true;
}

/// <summary>The actor has stopped, or stopped before it handled the message.</summary>
public sealed class ActorStoppedException : ZmqNativeException
{
    internal ActorStoppedException(string address)
        : this(address, $"Actor '{address}' has stopped.")
    {
    }

    internal ActorStoppedException(string address, string text)
        : base(text) => Address = address;

    /// <summary>Who was to get the message.</summary>
    public string Address { get; }
}
