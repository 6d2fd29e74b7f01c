namespace ZmqNative.Actors;

/// <summary>A reference to an actor of a cluster, which sends an ask again that its owner has sent back.</summary>
internal interface IPlacedRef
{
    /// <summary>The reference.</summary>
    ActorRef Self { get; }

    /// <summary>Sends an ask again that the broker, to which it was sent with a fence, has not handled: that is not, or no longer, the owner.</summary>
    /// <param name="message">The message.</param>
    /// <param name="target">The target of the answer.</param>
    /// <param name="token">The number of the use of the target.</param>
    /// <param name="fence">The fence with which it was sent.</param>
    void AskAgain(object message, ReplyTarget target, uint token, Fence fence);
}
