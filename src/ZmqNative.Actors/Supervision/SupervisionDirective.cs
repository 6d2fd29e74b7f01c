namespace ZmqNative.Actors;

/// <summary>The reaction to an exception of an actor. In each case the message becomes a dead letter and is not tried again.</summary>
public enum SupervisionDirective
{
    /// <summary>The children of the actor are stopped, and a new instance takes its place and handles the next message.</summary>
    Restart = 0,

    /// <summary>The actor stops; the messages in its mailbox become dead letters.</summary>
    Stop,

    /// <summary>The same instance handles the next message.</summary>
    Resume,

    /// <summary>The actor stops, and its parent fails with the same exception. Without a parent it only stops.</summary>
    Escalate,
}
