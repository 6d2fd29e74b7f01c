namespace ZmqNative.Actors.TestKit;

/// <summary>The actor of a probe.</summary>
internal sealed class ProbeActor(TestProbe probe) : Actor
{
    public static readonly ActorOptions Options =
        new() { Supervision = new Supervision { Decider = static _ => SupervisionDirective.Resume } };

    public override ValueTask ReceiveAsync(object message, ActorContext context)
    {
        switch (message)
        {
            case WatchCommand { Watch: true } command:
                context.Watch(command.Actor);
                context.Reply(true);
                return default;
            case WatchCommand command:
                context.Unwatch(command.Actor);
                context.Reply(true);
                return default;
            case ActorStopped stopped:
                probe.AddStopped(stopped);
                return default;
            default:
                return probe.ReceiveAsync(message, context);
        }
    }
}
