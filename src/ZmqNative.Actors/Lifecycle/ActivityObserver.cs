using System.Collections.Concurrent;

namespace ZmqNative.Actors;

/// <summary>Notifies a test kit of the turns of a broker's actors, so that it can look for the moment in which none can run.</summary>
/// <remarks>
/// Turns notify only while some broker of the process is observed or ends (<see cref="BrokerEnd.IsAnyObserved"/>), at their end and when they are
/// parked: nothing is added to the steps of a message.
/// </remarks>
internal sealed class ActivityObserver
{
    private readonly ConcurrentDictionary<PipedTask, bool> _pipes = new();
    private TaskCompletionSource? _next;
    private int _callbacks;

    /// <summary>The number of cancellations whose callbacks, which are code of actors, have not all run.</summary>
    public int Callbacks => Volatile.Read(ref _callbacks);

    /// <summary>The piped tasks whose results were not sent to their actors yet.</summary>
    /// <remarks>A result is sent before its task is removed: so one of this and the actor's system messages shows it.</remarks>
    public IEnumerable<PipedTask> Pipes => _pipes.Keys;

    /// <summary>Returns a task that completes with the next notification.</summary>
    /// <remarks>
    /// To be called before the actors are looked at. A turn clears its flag, with a full fence, and then reads the field; here the field is set, with a
    /// full fence, and then the flags are read. So either the turn completes the task, or its end is seen.
    /// </remarks>
    public Task NextAsync()
    {
        if (Volatile.Read(ref _next) is { } known)
        {
            Interlocked.MemoryBarrier();
            return known.Task;
        }

        TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Interlocked.CompareExchange(ref _next, next, null) ?? next).Task;
    }

    /// <summary>Notes that a turn has ended or is parked, or that an actor was made or has stopped. Called after a full fence.</summary>
    public void Notify()
    {
        if (Volatile.Read(ref _next) is not null)
        {
            _ = Interlocked.Exchange(ref _next, null)?.TrySetResult();
        }
    }

    /// <summary>Knows a piped task until its result was sent to its actor.</summary>
    public void Add(PipedTask pipe) => _ = _pipes.TryAdd(pipe, true);

    /// <summary>Notes that the result of a piped task was sent to its actor.</summary>
    public void Remove(PipedTask pipe) => _ = _pipes.TryRemove(pipe, out _);

    /// <summary>Counts a cancellation until its callbacks have run.</summary>
    public void Track(Task callbacks)
    {
        _ = Interlocked.Increment(ref _callbacks);
        _ = callbacks.ContinueWith(
            static (callbacks, state) =>
            {
                ActivityObserver observer = (ActivityObserver)state!;
                _ = callbacks.Exception;
                _ = Interlocked.Decrement(ref observer._callbacks);
                observer.Notify();
            },
            this,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
