namespace ZmqNative.Actors;

internal enum SystemMessageKind
{
    /// <summary>Begins, as the predecessor at this address has stopped.</summary>
    Start,

    /// <summary>Stops after the current message.</summary>
    Stop,

    /// <summary>Stops once the mailbox, which is closed, is empty.</summary>
    Drain,

    /// <summary>Stops if the mailbox is empty; no message may be lost by this.</summary>
    Passivate,

    /// <summary>A child has stopped.</summary>
    ChildStopped,

    /// <summary>A child has failed, and escalates the exception to its parent.</summary>
    Escalated,

    /// <summary>The pause before a restart is over.</summary>
    Restart,

    /// <summary>Cuts the pause before a restart short, if there is one.</summary>
    EndPause,

    /// <summary>Notifies the given actor when this one stops.</summary>
    Watch,

    /// <summary>Ends a <see cref="Watch"/>.</summary>
    Unwatch,

    /// <summary>Starts the given actor, which has taken this one's address, when this one has stopped.</summary>
    StartSuccessor,

    /// <summary>A watched actor has stopped.</summary>
    Terminated,

    /// <summary>A timer has fired.</summary>
    Timer,

    /// <summary>A task has completed, whose result becomes a message.</summary>
    Piped,

    /// <summary>Stashed messages are to be handled now.</summary>
    Unstash,
}
