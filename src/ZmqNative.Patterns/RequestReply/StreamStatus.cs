namespace ZmqNative.Patterns;

/// <summary>Statuses of replies that a client gets only if it asked for a stream, or for a watch; see docs/wire.md and docs/wire-actors.md.</summary>
internal static class StreamStatus
{
    /// <summary>One of several replies; more follow.</summary>
    public const ReplyStatus Partial = (ReplyStatus)16;

    /// <summary>The stream has ended.</summary>
    public const ReplyStatus End = (ReplyStatus)17;

    /// <summary>A watched actor has stopped.</summary>
    public const ReplyStatus Stopped = (ReplyStatus)18;

    /// <summary>No reply but a probe: libzmq refuses to send it when the client has disconnected.</summary>
    public const ReplyStatus Probe = (ReplyStatus)19;
}
