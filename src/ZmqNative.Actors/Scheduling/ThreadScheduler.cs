namespace ZmqNative.Actors;

/// <summary>The scheduler of actors with threads of their own.</summary>
/// <param name="name">The name of a thread for several actors; null for a thread for each.</param>
internal sealed class ThreadScheduler(string? name) : ActorScheduler
{
    internal override bool ResumesOnContext => true;

    public override string ToString() => name is null ? nameof(DedicatedThread) : $"{nameof(SharedThread)}:{name}";

    internal override void Queue(ActorCell cell)
    {
        ActorParts parts = cell.EnsureParts();
        parts.Thread ??= cell.Owner.Threads.Acquire(name, cell.Address);
        parts.Thread.Queue(cell);
    }
}
