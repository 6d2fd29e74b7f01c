namespace ZmqNative.Actors;

/// <summary>What happens to a message that finds its actor's mailbox full.</summary>
public enum FullMailboxPolicy
{
    /// <summary>The sender waits its turn: <c>TellAsync</c> completes later, <c>TryTell</c> returns false. Nothing is lost.</summary>
    Wait = 0,

    /// <summary>The sender gets a <see cref="MailboxFullException"/>; <c>TryTell</c> returns false.</summary>
    Fail,

    /// <summary>The message that has waited longest goes to the dead letters, and the new one takes its place.</summary>
    DropOldest,

    /// <summary>The new message goes to the dead letters.</summary>
    DropNewest,
}
