namespace ZmqNative.Actors;

/// <summary>Watches actors on behalf of something that is shared by threads, and so is no actor itself.</summary>
internal abstract class WatchingActor : Actor
{
    /// <summary>It has no state that a failure could spoil.</summary>
    public static readonly ActorOptions Options =
        new() { Supervision = new Supervision { Decider = static _ => SupervisionDirective.Resume } };

    public sealed override ValueTask ReceiveAsync(object message, ActorContext context)
    {
        switch (message)
        {
            case WatchCommand { Watch: true } command:
                context.Watch(command.Actor);
                return default;
            case WatchCommand command:
                context.Unwatch(command.Actor);
                return default;
            case ActorStopped stopped:
                OnStopped(stopped.Actor);
                return default;
            default:
                return OnOtherAsync(context);
        }
    }

    protected abstract void OnStopped(ActorRef actor);

    /// <summary>Somebody sent it a message.</summary>
    protected abstract ValueTask OnOtherAsync(ActorContext context);
}
