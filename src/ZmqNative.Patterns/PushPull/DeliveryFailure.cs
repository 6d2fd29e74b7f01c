namespace ZmqNative.Patterns;

/// <summary>The reasons why a message with <see cref="Delivery.Acknowledged"/> is given up.</summary>
public enum DeliveryFailure
{
    /// <summary>A puller has rejected the message: no puller can handle it (<see cref="Puller.Reject"/>).</summary>
    Rejected,

    /// <summary>Handlers have failed <see cref="PusherOptions.MaxFailures"/> times.</summary>
    Failed,

    /// <summary>No puller acknowledged the message within <see cref="PusherOptions.DeliveryTimeout"/>. It may have been handled.</summary>
    TimedOut,
}
