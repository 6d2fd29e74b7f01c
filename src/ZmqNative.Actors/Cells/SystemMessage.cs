namespace ZmqNative.Actors;

/// <summary>A message to the cell rather than to the actor. It is handled before all messages in the mailbox, and needs no space there.</summary>
internal sealed class SystemMessage(SystemMessageKind kind)
{
    public SystemMessageKind Kind => kind;

    /// <summary>The child, watcher or watched actor that it is about.</summary>
    public ActorRef? Actor { get; init; }

    /// <summary>The watcher's reference to the actor that it watches.</summary>
    public ActorRef? As { get; init; }

    public Exception? Cause { get; init; }

    /// <summary>The timer that has fired.</summary>
    public ActorTimer? Timer { get; init; }

    /// <summary>The number of the failure that a restart is for, or of the last handling of an actor that was found idle.</summary>
    public int Use { get; init; }

    /// <summary>The senders that were waiting for space when the mailbox was closed.</summary>
    public List<MailboxWaiter>? Waiters { get; init; }

    /// <summary>The task that has completed.</summary>
    public PipedTask? Piped { get; init; }

    public SystemMessage? Next { get; set; }
}
