namespace ZmqNative.Actors.Remote;

/// <summary>The statuses that only peers get that use the extensions of the actor format; see docs/wire-actors.md.</summary>
internal static class PeerStatus
{
    /// <summary>One answer of a stream; more follow.</summary>
    public const ReplyStatus Partial = (ReplyStatus)16;

    /// <summary>A stream has ended.</summary>
    public const ReplyStatus End = (ReplyStatus)17;

    /// <summary>A watched actor has stopped.</summary>
    public const ReplyStatus Stopped = (ReplyStatus)18;

    /// <summary>A probe, whether a peer that has streams or watches open is still there.</summary>
    public const ReplyStatus Probe = (ReplyStatus)19;
}
