namespace ZmqNative.Actors;

/// <summary>The position up to which a mailbox and its queue of senders were searched.</summary>
/// <param name="Reached">The position behind the last message.</param>
/// <param name="LastWaiter">The last sender in the queue; null if there was none.</param>
internal readonly record struct MailboxPosition(MailboxCursor Reached, PooledOperation? LastWaiter);
