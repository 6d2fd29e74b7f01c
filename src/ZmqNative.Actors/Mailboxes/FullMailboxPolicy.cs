namespace ZmqNative.Actors;

/// <summary>The policy for a message that finds the mailbox of its actor full.</summary>
public enum FullMailboxPolicy
{
    /// <summary>The sender waits: <c>TellAsync</c> completes when there is space, in the order of arrival; <c>TryTell</c> returns false. No message is lost.</summary>
    Wait = 0,

    /// <summary>The sender gets a <see cref="MailboxFullException"/>; <c>TryTell</c> returns false.</summary>
    Fail,

    /// <summary>The oldest message becomes a dead letter, and the new one takes its place.</summary>
    DropOldest,

    /// <summary>The new message becomes a dead letter.</summary>
    DropNewest,
}
