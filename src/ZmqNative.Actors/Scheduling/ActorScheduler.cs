namespace ZmqNative.Actors;

/// <summary>The threads on which an actor runs: its factory, its hooks, its handlings, and what follows their awaits.</summary>
/// <remarks>
/// <para>
/// Without a scheduler (<see cref="ActorOptions.Scheduler"/>) an actor runs on the thread pool, or on the thread of a reactor. With one, code after
/// an <c>await</c> without <c>ConfigureAwait(false)</c> runs there, too, so that code that needs a certain thread works. One message at a time is
/// handled, as always.
/// </para>
/// <para>
/// A handler that blocks until a task has completed, while that task needs the same thread to complete, never ends, as in a user interface: await it.
/// </para>
/// </remarks>
public abstract class ActorScheduler
{
    private protected ActorScheduler()
    {
    }

    /// <summary>A thread for each actor, which starts with the actor and ends when it has stopped. A restarted instance keeps the thread.</summary>
    /// <remarks>
    /// The thread is a background thread with a <see cref="SynchronizationContext"/>. Code that the actor has started, and that is still running when
    /// the actor has stopped, continues on the thread pool. The actors' threads are counted in <see cref="Broker.ThreadCount"/>.
    /// </remarks>
    public static ActorScheduler DedicatedThread { get; } = new ThreadScheduler(null);

    /// <summary>Returns the scheduler of one thread for all actors of a broker with the same name of it.</summary>
    /// <remarks>
    /// The thread starts with the first of these actors, and ends when the last one has stopped. While one of them blocks, the others wait. For
    /// other properties see <see cref="DedicatedThread"/>.
    /// </remarks>
    /// <param name="name">The name of the thread, compared ordinally; not empty.</param>
    /// <returns>The scheduler.</returns>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    public static ActorScheduler SharedThread(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new ThreadScheduler(name);
    }

    /// <summary>Returns the scheduler that runs actors as tasks of a task scheduler, which the caller owns. A turn allocates about 100 bytes.</summary>
    /// <remarks>
    /// A task scheduler that throws ends the actor: it is stopped, and its last hooks run on the thread pool. One that never runs its tasks keeps
    /// the actor from stopping; the broker's dispose then waits for <see cref="BrokerOptions.StopTimeout"/>.
    /// </remarks>
    /// <param name="scheduler">The task scheduler.</param>
    /// <returns>The scheduler.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="scheduler"/> is null.</exception>
    public static ActorScheduler From(TaskScheduler scheduler)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        return new TaskActorScheduler(scheduler);
    }

    /// <summary>Returns the scheduler that posts actors to a synchronization context, such as that of a user interface.</summary>
    /// <remarks>
    /// Code after an await comes back to the context if it is the current one (<see cref="SynchronizationContext.Current"/>) while its callbacks run, as
    /// those of user interfaces are. A context that throws, or never runs its callbacks, has the effects that <see cref="From(TaskScheduler)"/>
    /// tells.
    /// </remarks>
    /// <param name="context">The context.</param>
    /// <returns>The scheduler.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is null.</exception>
    public static ActorScheduler From(SynchronizationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new ContextActorScheduler(context);
    }

    /// <summary>Whether a turn that waits for a handling is resumed through the synchronization context of its thread.</summary>
    internal virtual bool ResumesOnContext => false;

    /// <summary>Queues a turn of an actor, on behalf of the thread that has set its flag. May throw; then nothing is queued.</summary>
    internal abstract void Queue(ActorCell cell);
}
