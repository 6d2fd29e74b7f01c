namespace ZmqNative.Patterns;

/// <summary>The guarantees with which a <see cref="Pusher"/> and a <see cref="Puller"/> exchange messages. Both ends need the same one.</summary>
public enum Delivery
{
    /// <summary>
    /// PUSH and PULL sockets: a message is sent once, to one puller, and is lost with the connection or the process that has it in a queue
    /// (docs/loss.md).
    /// </summary>
    Unacknowledged = 0,

    /// <summary>
    /// ROUTER sockets with the format of docs/wire.md: a push completes when a puller has handled the message, and the messages of a puller that
    /// is lost go to another one. Each message is delivered at least once, and may be delivered again, which is marked
    /// (<see cref="ReceivedMessage.DeliveryCount"/>).
    /// </summary>
    Acknowledged,
}
