namespace ZmqNative.Actors;

/// <summary>The receiver of a keyed actor of a cluster: it begins no handling when the ownership of the shard has ended.</summary>
/// <remarks>
/// The clock is read before each handling: after a process was suspended, the first thing that happens may be the next message, before any timer.
/// </remarks>
/// <param name="hold">The ownership.</param>
/// <param name="receiver">The actor, or the middleware in front of it.</param>
/// <param name="cell">The cell of the actor.</param>
internal sealed class GuardedActor(ShardHold hold, Actor receiver, ActorCell cell) : Actor
{
    public Actor Receiver => receiver;

    public override ValueTask ReceiveAsync(object message, ActorContext context)
    {
        if (hold.IsValid)
        {
            return receiver.ReceiveAsync(message, context);
        }

        hold.Refuse(context.TakeEnvelope(), cell);
        return default;
    }
}
