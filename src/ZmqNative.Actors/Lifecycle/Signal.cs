namespace ZmqNative.Actors;

/// <summary>A message to the cell rather than to the actor; goes before all messages in the mailbox, and needs no room there.</summary>
internal sealed class Signal(SignalKind kind)
{
    public SignalKind Kind => kind;

    /// <summary>The child, watcher or watched actor that it is about.</summary>
    public ActorRef? Actor { get; init; }

    /// <summary>The reference by which a watcher knows the actor that it watches.</summary>
    public ActorRef? As { get; init; }

    public Exception? Cause { get; init; }

    /// <summary>What the actor is to get.</summary>
    public object? Message { get; init; }

    /// <summary>Which of the actor's timers has fired.</summary>
    public ActorTimer? Timer { get; init; }

    /// <summary>Which failure a restart is for.</summary>
    public int Use { get; init; }

    public Signal? Next { get; set; }
}

internal enum SignalKind
{
    /// <summary>Make the instance, and begin.</summary>
    Start,

    /// <summary>Stop, after the message at hand.</summary>
    Stop,

    /// <summary>Stop once the mailbox is empty.</summary>
    Drain,

    /// <summary>Stop if the mailbox is empty; no message may be lost for it.</summary>
    Passivate,

    /// <summary>A child has stopped.</summary>
    ChildStopped,

    /// <summary>A child failed, and leaves it to its parent.</summary>
    Escalated,

    /// <summary>The pause before a restart is over.</summary>
    Restart,

    /// <summary>Tell the actor in question when this one stops.</summary>
    Watch,

    /// <summary>No longer.</summary>
    Unwatch,

    /// <summary>Start the actor in question, which has taken this one's address, when this one has stopped.</summary>
    Succeed,

    /// <summary>A watched actor has stopped.</summary>
    Terminated,

    /// <summary>A timer has fired.</summary>
    Timer,

    /// <summary>Stashed messages are to be handled now.</summary>
    Unstash,
}
