using ZmqNative.Actors.Remote;

namespace ZmqNative.Actors;

/// <summary>The base class of actors that watch others for an object that several threads share.</summary>
/// <remarks>
/// An actor in another process that can no longer be watched, because the connection broke, has not stopped: it is watched again as soon as
/// there is a connection. If it is not there then, it has stopped.
/// </remarks>
internal abstract class WatchingActor : Actor
{
    /// <summary>The options: after a failure the same instance continues, as it has no state that could be wrong.</summary>
    public static readonly ActorOptions Options =
        new() { Supervision = new Supervision { Decider = static _ => SupervisionDirective.Resume } };

    // The pause before another attempt to watch, where the connection was not the reason: one of the processes has too many watches.
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
                OnDisconnected(remote);
                _ = WaitForReconnectionAsync(remote, cause, (ActorCell)context.Self, context.Stopping);
                return default;
            case ActorStopped stopped:
                OnStopped(stopped.Actor);
                return default;
            case Reconnected reconnected:
                OnReconnected(reconnected.Actor);
                return default;
            case Unreachable unreachable:
                OnStopped(unreachable.Actor);
                return default;
            default:
                return OnOtherAsync(context);
        }
    }

    protected abstract void OnStopped(ActorRef actor);

    /// <summary>Called when the connection to the process of an actor is lost; <see cref="OnReconnected"/> or <see cref="OnStopped"/> follows.</summary>
    protected abstract void OnDisconnected(ActorRef actor);

    /// <summary>Called when the connection is there again: the actor is to be watched if that is still wanted.</summary>
    protected abstract void OnReconnected(ActorRef actor);

    /// <summary>Handles a message that is no notification of a watch.</summary>
    protected abstract ValueTask OnOtherAsync(ActorContext context);

    private static async Task WaitForReconnectionAsync(RemoteRef actor, Exception cause, ActorCell self, CancellationToken stopping)
    {
        IBrokerMessage notification = new Reconnected(actor);
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
            // The client has ended: the actor cannot be reached anymore.
            notification = new Unreachable(actor);
        }

        self.PostAsk(notification, IgnoredReply.Instance, 0);
    }

    private sealed record Reconnected(RemoteRef Actor) : IBrokerMessage;

    private sealed record Unreachable(RemoteRef Actor) : IBrokerMessage;
}
