namespace ZmqNative.Cluster;

/// <summary>Lets the actors of ownerships that have ended come to an end: with a valid lease they handle what is in their mailboxes. Thread-safe.</summary>
/// <remarks>One loop looks for the actors of all these ownerships: a broker that leaves ends hundreds of them at once, and each look is one at all of its actors.</remarks>
/// <param name="broker">The broker.</param>
internal sealed class ShardDrains(Broker broker)
{
    // Guards the ownerships and whether the loop runs: one that is added while the loop ends begins the next one.
    private readonly Lock _gate = new();
    private readonly HashSet<ShardHold> _holds = new(ReferenceEqualityComparer.Instance);
    private bool _isRunning;

    /// <summary>Closes an ownership, and asks its actors to stop.</summary>
    /// <returns>A task that completes when the last one has stopped.</returns>
    public Task DrainAsync(ShardHold hold)
    {
        Task stopped = hold.CloseAsync();
        if (!stopped.IsCompleted)
        {
            lock (_gate)
            {
                _ = _holds.Add(hold);
                if (!_isRunning)
                {
                    _isRunning = true;

                    // Actors are asked to stop outside of the lock in which the ownership is closed.
                    _ = Task.Run(RunAsync);
                }
            }
        }

        return stopped;
    }

    private async Task RunAsync()
    {
        ActorSweep sweep = new(broker);
        while (Snapshot() is { } draining)
        {
            _ = sweep.Look(registration => registration.Hold is { IsClosed: true } hold && draining.Contains(hold));
            await sweep.PauseAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    // The ownerships that have actors; null, and the loop has ended, if there is none.
    private HashSet<ShardHold>? Snapshot()
    {
        lock (_gate)
        {
            _ = _holds.RemoveWhere(static hold => hold.ActorCount == 0);
            _isRunning = _holds.Count > 0;
            return _isRunning ? new HashSet<ShardHold>(_holds, _holds.Comparer) : null;
        }
    }
}
