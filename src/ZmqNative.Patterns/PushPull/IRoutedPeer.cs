namespace ZmqNative.Patterns;

/// <summary>A peer of a ROUTER.</summary>
internal interface IRoutedPeer
{
    /// <summary>The routing id of its connection; does not change.</summary>
    byte[] RoutingId { get; }
}
