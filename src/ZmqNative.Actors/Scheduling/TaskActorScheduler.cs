namespace ZmqNative.Actors;

/// <summary>The scheduler of actors that run as tasks of a user's scheduler.</summary>
internal sealed class TaskActorScheduler(TaskScheduler scheduler) : ActorScheduler
{
    internal override void Queue(ActorCell cell) => ForeignTurn.QueueWithoutContext(
        (cell, scheduler),
        static turn => _ = Task.Factory.StartNew(
            static state => ForeignTurn.Run((ActorCell)state!),
            turn.cell,
            CancellationToken.None,
            TaskCreationOptions.DenyChildAttach,
            turn.scheduler));
}
