using System.Runtime.CompilerServices;

namespace ZmqNative.Actors;

/// <summary>What most idle actors never need; made with the first thing that does.</summary>
internal sealed class ActorExtras
{
    /// <summary>The operation that the actor is parked on, and what goes on when it has completed.</summary>
    public ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter Awaiter;
    public bool IsParked;
    public bool IsReceiving;
    public Action? Resume;

    /// <summary>What goes before the mailbox: timers, stopped actors, messages that were stashed.</summary>
    public readonly Queue<Envelope> Front = new();
    public Queue<Envelope>? Stash;

    /// <summary>Living children by name. Its lock guards it against readers on other threads.</summary>
    public Dictionary<string, ActorCell>? Children;
    public List<(ActorCell Watcher, ActorRef As)>? Watchers;

    /// <summary>Who takes this actor's address, and starts when it has stopped.</summary>
    public ActorCell? Successor;

    public HashSet<ActorRef>? Watched;

    /// <summary>The instance, while a behaviour receives in its place.</summary>
    public Actor? Instance;
    public Stack<Actor>? Behaviours;

    public Dictionary<object, ActorTimer>? Timers;

    /// <summary>When restarts were, in the present window.</summary>
    public Queue<long>? Restarts;
    public Exception? RestartCause;
    public ITimer? Backoff;
    public int RestartUse;

    public bool IsDraining;
    public CancellationTokenSource? Stopping;
    public TaskCompletionSource? Stopped;
}
