using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors;

/// <summary>The actor at the address of a router: forwards messages that are sent there, and removes routees that have stopped.</summary>
internal class RouterActor(Router router) : WatchingActor
{
    public override ValueTask OnStoppingAsync(ActorContext context)
    {
        router.End();
        return default;
    }

    protected override void OnStopped(ActorRef actor) => router.RemoveStopped(actor);

    protected override void OnDisconnected(ActorRef actor) => router.Suspend(actor);

    protected override void OnReconnected(ActorRef actor) => router.Resume(actor);

    [SuppressMessage("Design", "CA1031", Justification = "The message is a dead letter already, whatever the reason.")]
    protected override async ValueTask OnOtherAsync(ActorContext context)
    {
        try
        {
            await context.ForwardAsync(router).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The sender was notified only that the mailbox of the router has accepted the message.
        }
    }
}
