namespace ZmqNative.Actors;

internal sealed partial class ActorCell
{
    /// <summary>Tells those that wait for answers why the actor cannot start. Tells wait for an instance that can. Turns only.</summary>
    /// <remarks>In the pause before the next attempt: one that comes at once may succeed. The messages of the asks stay where they are, and are dead letters when their turn comes.</remarks>
    public void FailAsks(Exception cause)
    {
        List<(ReplyTarget Target, uint Token)> asks = [];
        _parts!.Told = _mailbox.ListAsks(asks);
        foreach ((ReplyTarget target, uint token) in asks)
        {
            // Those that were told before are still there.
            if (target.IsPending(token))
            {
                _ = target.TryFail(CannotStart(cause), token);
            }
        }
    }

    // One for each: an exception that several threads throw is changed by each of them.
    private ActorFailedException CannotStart(Exception cause) =>
        new(_address, $"it cannot start: {cause.GetType().Name}: {cause.Message}", cause);
}
