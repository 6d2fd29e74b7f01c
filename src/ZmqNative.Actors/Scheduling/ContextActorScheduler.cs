using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors;

/// <summary>The scheduler of actors that run as callbacks of a user's synchronization context.</summary>
internal sealed class ContextActorScheduler(SynchronizationContext context) : ActorScheduler
{
    [SuppressMessage("Usage", "VSTHRD001", Justification = "The context is the user's; nothing waits for the callback.")]
    internal override void Queue(ActorCell cell) => ForeignTurn.QueueWithoutContext(
        (cell, context), static turn => turn.context.Post(static state => ForeignTurn.Run((ActorCell)state!), turn.cell));
}
