using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors;

/// <summary>Stands at a router's address: passes on what is sent there, and leaves out routees that have stopped.</summary>
internal sealed class RouterActor(Router router) : WatchingActor
{
    public override ValueTask OnStoppingAsync(ActorContext context)
    {
        router.End();
        return default;
    }

    protected override void OnStopped(ActorRef actor) => router.RemoveStopped(actor);

    protected override void OnLost(ActorRef actor) => router.Suspend(actor);

    protected override void OnReturned(ActorRef actor) => router.Resume(actor);

    [SuppressMessage("Design", "CA1031", Justification = "The message is a dead letter already, whatever the reason.")]
    protected override async ValueTask OnOtherAsync(ActorContext context)
    {
        try
        {
            await context.ForwardAsync(router).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Who sent it to the address was told that the router's own mailbox has accepted it, and no more.
        }
    }
}
