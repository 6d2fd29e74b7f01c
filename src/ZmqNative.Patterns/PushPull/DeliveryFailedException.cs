namespace ZmqNative.Patterns;

/// <summary>The exception for a message with <see cref="Delivery.Acknowledged"/> that is given up: it is not delivered any more.</summary>
public sealed class DeliveryFailedException : ZmqNativeException
{
    /// <summary>Initializes an exception as a pusher throws it.</summary>
    /// <param name="message">The text of the error.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="deliveries">The number of times that the message was delivered.</param>
    public DeliveryFailedException(string message, DeliveryFailure reason, int deliveries = 0)
        : base(message) => (Reason, Deliveries) = (reason, deliveries);

    /// <summary>The reason.</summary>
    public DeliveryFailure Reason { get; }

    /// <summary>The number of times that the message was sent to a puller: 0 means that no puller has got it.</summary>
    public int Deliveries { get; }

    /// <summary>Whether the same push may succeed later: true after a time-out.</summary>
    public override bool IsTransient => Reason == DeliveryFailure.TimedOut;
}
