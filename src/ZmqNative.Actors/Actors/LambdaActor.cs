namespace ZmqNative.Actors;

/// <summary>An actor that is a function.</summary>
internal sealed class LambdaActor(Func<object, ActorContext, ValueTask> receive) : Actor
{
    public override ValueTask ReceiveAsync(object message, ActorContext context) => receive(message, context);
}
