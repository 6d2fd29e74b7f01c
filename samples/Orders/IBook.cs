namespace ZmqNative.Samples.Orders;

/// <summary>The calls of <c>book/{symbol}</c>, from orders.</summary>
[ActorInterface]
internal interface IBook
{
    [Tell]
    ValueTask EnterAsync(Entry entry, CancellationToken cancellationToken = default);

    [Tell]
    ValueTask WithdrawAsync(string order, CancellationToken cancellationToken = default);
}
