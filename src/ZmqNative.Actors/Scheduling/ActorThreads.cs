namespace ZmqNative.Actors;

/// <summary>The threads of the actors of one broker.</summary>
internal sealed class ActorThreads
{
    // Guards the fields below, and the number of users of each thread.
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ActorThread> _shared = new(StringComparer.Ordinal);
    private readonly HashSet<ActorThread> _live = [];

    // Threads that run no more code of actors, and have a few instructions left.
    private readonly List<ActorThread> _ending = [];
    private TaskCompletionSource? _noneLives;

    /// <summary>The number of threads that have not ended.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _live.Count;
            }
        }
    }

    /// <summary>Whether the calling code runs on one of them.</summary>
    public bool IsCurrent => ActorThread.Current?.Owner == this;

    /// <summary>Returns a thread for an actor, which releases it when it has stopped.</summary>
    /// <param name="name">The name of a thread for several actors; null for one of its own.</param>
    /// <param name="address">The address of the actor.</param>
    public ActorThread Acquire(string? name, string address)
    {
        lock (_gate)
        {
            if (name is null || !_shared.TryGetValue(name, out ActorThread? thread))
            {
                thread = new ActorThread(this, name, $"ZmqNative actor{(name is null ? string.Empty : "s")} {name ?? address}");
                thread.Start();
                _ = _live.Add(thread);
                if (name is not null)
                {
                    _shared.Add(name, thread);
                }
            }

            thread.Users++;
            return thread;
        }
    }

    /// <summary>Releases a thread; it ends when no actor uses it any more, and its work is done.</summary>
    public void Release(ActorThread thread)
    {
        lock (_gate)
        {
            if (--thread.Users > 0)
            {
                return;
            }

            if (thread.Name is { } name)
            {
                _ = _shared.Remove(name);
            }
        }

        thread.Release();
    }

    /// <summary>Notes that a thread ends: it runs no more code of actors.</summary>
    public void End(ActorThread thread)
    {
        lock (_gate)
        {
            _ = _live.Remove(thread);
            _ = _ending.RemoveAll(static ending => !ending.IsAlive);
            _ending.Add(thread);
            if (_live.Count == 0)
            {
                _ = _noneLives?.TrySetResult();
            }
        }
    }

    /// <summary>Waits until all threads have ended. After all actors have stopped, on none of these threads.</summary>
    /// <param name="limit">The longest time, by the system's clock.</param>
    /// <returns>The number of threads that still run.</returns>
    public async Task<int> JoinAsync(TimeSpan limit)
    {
        ActorThread[] threads;
        Task ended;
        lock (_gate)
        {
            threads = [.. _live, .. _ending];
            _noneLives ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_live.Count == 0)
            {
                _ = _noneLives.TrySetResult();
            }

            ended = _noneLives.Task;
        }

        try
        {
            await ended.WaitAsync(limit).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The last one may have ended just in time.
            if (Count is > 0 and int count)
            {
                return count;
            }
        }

        // They have only a few instructions left.
        foreach (ActorThread thread in threads)
        {
            thread.Join();
        }

        return 0;
    }
}
