namespace ZmqNative.Actors.Remote;

/// <summary>Statuses that only those get who used the extensions of the actor format; see docs/wire-actors.md.</summary>
internal static class PeerStatus
{
    /// <summary>One answer of a stream; more follow.</summary>
    public const ReplyStatus Partial = (ReplyStatus)16;

    /// <summary>A stream has ended.</summary>
    public const ReplyStatus End = (ReplyStatus)17;

    /// <summary>A watched actor has stopped.</summary>
    public const ReplyStatus Stopped = (ReplyStatus)18;

    /// <summary>Nothing new: asks whether whoever has streams or watches is still there.</summary>
    public const ReplyStatus Probe = (ReplyStatus)19;
}
