namespace ZmqNative.Actors;

/// <summary>The target of messages that may wait for space in a mailbox, but whose sender waits neither for that nor for an answer.</summary>
internal sealed class IgnoredReply : ReplyTarget
{
    public static readonly IgnoredReply Instance = new();

    private IgnoredReply()
    {
    }

    public override bool IsPending(uint token) => true;

    public override bool TryReply(object? value, uint token) => false;

    public override bool TryFail(Exception exception, uint token) => false;
}
