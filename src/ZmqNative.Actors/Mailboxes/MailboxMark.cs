namespace ZmqNative.Actors;

/// <summary>How far a mailbox and its line were looked through.</summary>
/// <param name="Reached">The position behind the last message.</param>
/// <param name="LastWaiter">The last sender in line; null if none was.</param>
internal readonly record struct MailboxMark(MailboxCursor Reached, PooledOperation? LastWaiter);
