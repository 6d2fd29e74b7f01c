namespace ZmqNative.Soak;

/// <summary>The outcome of a push with acknowledged delivery.</summary>
internal enum DeliveryOutcome
{
    Acknowledged = 0,
    Cancelled,
    Failed,
}
