namespace ZmqNative.Actors;

/// <summary>The target of messages that need room in a mailbox some time, and whose sender cannot wait for it.</summary>
internal sealed class NobodyWaits : ReplyTarget
{
    public static readonly NobodyWaits Instance = new();

    private NobodyWaits()
    {
    }

    public override bool IsPending(uint token) => true;

    public override bool TryReply(object? value, uint token) => false;

    public override bool TryFail(Exception exception, uint token) => false;
}
