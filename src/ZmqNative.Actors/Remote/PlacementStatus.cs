namespace ZmqNative.Actors.Remote;

/// <summary>The status of an answer that only a broker of a cluster gets; see docs/wire-actors.md.</summary>
internal static class PlacementStatus
{
    /// <summary>
    /// The message was not handled: this broker does not own the shard of the address with the fence of the message. The body is a text, and for an ask the address
    /// frame and the payload behind it.
    /// </summary>
    public const ReplyStatus Moved = (ReplyStatus)7;
}
