namespace ZmqNative.Actors;

/// <summary>The receiver of an actor with middleware. Actors without have none, so that it costs them nothing.</summary>
/// <param name="middleware">The composed middleware, whose last step calls <paramref name="receiver"/>.</param>
/// <param name="receiver">The instance of the actor, or a behaviour.</param>
internal sealed class MiddlewareActor(ActorReceive middleware, Actor receiver) : Actor
{
    public Actor Receiver => receiver;

    public override ValueTask ReceiveAsync(object message, ActorContext context) => middleware(message, context);
}
