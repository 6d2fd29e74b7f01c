namespace ZmqNative.Actors.Remote;

/// <summary>Notifies the broker of an ask that ends before its answer. One for each place in the table of calls, used again.</summary>
/// <param name="client">The client.</param>
/// <param name="index">The place in its table. It may have another call by now; the table compares that with the ask.</param>
internal sealed class RemoteAskEntry(BrokerClient client, int index) : IMailboxQueueEntry
{
    public void Withdraw(ReplyTarget target, uint token) => client.Withdraw(index, target, token);
}
