namespace ZmqNative.Actors.Remote;

/// <summary>The status of an answer that only a call of a method gets; see docs/wire-actors.md.</summary>
internal static class CallStatus
{
    /// <summary>The actor does not have the method, or has it with another signature.</summary>
    public const ReplyStatus NoMethod = (ReplyStatus)6;
}
