namespace ZmqNative.Actors;

/// <summary>What to do with an actor that threw. In each case the message becomes a dead letter and is not tried again.</summary>
public enum SupervisionDirective
{
    /// <summary>A new instance takes its place, and goes on with the next message; its children are stopped.</summary>
    Restart = 0,

    /// <summary>The actor stops; what is in its mailbox becomes dead letters.</summary>
    Stop,

    /// <summary>The same instance goes on with the next message.</summary>
    Resume,

    /// <summary>The actor stops, and its parent fails with the same exception. An actor without a parent just stops.</summary>
    Escalate,
}
