namespace ZmqNative.Patterns;

/// <summary>The methods of a <see cref="Subscriber"/> that code under test calls.</summary>
public interface ISubscriber
{
    /// <inheritdoc cref="Subscriber.Subscribe(string)"/>
    void Subscribe(string topic);

    /// <inheritdoc cref="Subscriber.Subscribe(int)"/>
    void Subscribe(int messageId);

    /// <inheritdoc cref="Subscriber.SubscribePrefix"/>
    void SubscribePrefix(string prefix);

    /// <inheritdoc cref="Subscriber.Unsubscribe(string)"/>
    void Unsubscribe(string topic);

    /// <inheritdoc cref="Subscriber.Unsubscribe(int)"/>
    void Unsubscribe(int messageId);

    /// <inheritdoc cref="Subscriber.UnsubscribePrefix"/>
    void UnsubscribePrefix(string prefix);

    /// <inheritdoc cref="ReceivingPattern.ReceiveAsync(CancellationToken)"/>
    ValueTask<ReceivedMessage> ReceiveAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="ReceivingPattern.ReadAllAsync(CancellationToken)"/>
    IAsyncEnumerable<ReceivedMessage> ReadAllAsync(CancellationToken cancellationToken = default);
}
