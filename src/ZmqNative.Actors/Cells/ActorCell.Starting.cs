namespace ZmqNative.Actors;

internal sealed partial class ActorCell
{
    /// <summary>Fails the asks in the mailbox with the reason why the actor cannot start. Tells wait for an instance that starts. Turns only.</summary>
    /// <remarks>In the pause before the next attempt: one that comes at once may succeed. The messages of the asks stay where they are, and are dead letters when their turn comes.</remarks>
    public void FailAsks(Exception cause)
    {
        List<(ReplyTarget Target, uint Token)> asks = [];
        _parts!.FailedUpTo = _mailbox.ListAsks(asks);
        foreach ((ReplyTarget target, uint token) in asks)
        {
            // Asks that were failed before are still in the mailbox.
            if (target.IsPending(token))
            {
                _ = target.TryFail(CannotStart(cause), token);
            }
        }
    }

    // One exception for each ask: an exception that several threads throw is changed by each of them.
    private ActorFailedException CannotStart(Exception cause) =>
        new($"it cannot start: {cause.GetType().Name}: {ErrorText.MessageOf(cause)}", _address, cause);
}
