using ZmqNative.Actors.Remote;

namespace ZmqNative.Actors;

/// <summary>Watches actors on behalf of something that is shared by threads, and so is no actor itself.</summary>
/// <remarks>
/// An actor in another process that can no longer be watched, because the connection broke, has not stopped: it is watched again as soon as
/// there is a connection. If it is not there then, it has stopped.
/// </remarks>
internal abstract class WatchingActor : Actor
{
    /// <summary>It has no state that a failure could spoil.</summary>
    public static readonly ActorOptions Options =
        new() { Supervision = new Supervision { Decider = static _ => SupervisionDirective.Resume } };

    // Before another attempt to watch where the connection was not the reason: the other process has too many watches, or this one.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

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
            case ActorStopped { Actor: RemoteRef remote, Cause: { } cause }:
                OnLost(remote);
                _ = WaitForReturnAsync(remote, cause, (ActorCell)context.Self, context.Stopping);
                return default;
            case ActorStopped stopped:
                OnStopped(stopped.Actor);
                return default;
            case Returned returned:
                OnReturned(returned.Actor);
                return default;
            default:
                return OnOtherAsync(context);
        }
    }

    protected abstract void OnStopped(ActorRef actor);

    /// <summary>An actor in another process is not watched any more; <see cref="OnReturned"/> or <see cref="OnStopped"/> follows.</summary>
    protected abstract void OnLost(ActorRef actor);

    /// <summary>The connection is there again: the actor is to be watched if it is still wanted.</summary>
    protected abstract void OnReturned(ActorRef actor);

    /// <summary>Somebody sent it a message.</summary>
    protected abstract ValueTask OnOtherAsync(ActorContext context);

    private static async Task WaitForReturnAsync(RemoteRef actor, Exception cause, ActorCell self, CancellationToken stopping)
    {
        object news = new Returned(actor);
        try
        {
            if (cause is not BrokerLostException)
            {
                await Task.Delay(Pause, self.Owner.Time, stopping).ConfigureAwait(false);
            }

            await actor.WaitForConnectionAsync(stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception exception) when (exception is InvalidOperationException or ZmqException)
        {
            // The client has ended: there is no way to the actor any more.
            news = new ActorStopped(actor);
        }

        self.PostAsk(news, IgnoredReply.Instance, 0);
    }

    private sealed record Returned(RemoteRef Actor);
}
