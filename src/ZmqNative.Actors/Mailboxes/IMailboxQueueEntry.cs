namespace ZmqNative.Actors;

/// <summary>An entry in the queue of senders of a mailbox, or several such entries.</summary>
internal interface IMailboxQueueEntry
{
    /// <summary>Removes the entry, if it is still that of this use of the target.</summary>
    void Withdraw(ReplyTarget target, uint token);
}
