using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Cluster;

/// <summary>Lets the actors of ownerships that have ended come to an end: with a valid lease they handle what is in their mailboxes. Thread-safe.</summary>
/// <remarks>One loop looks for the actors of all these ownerships: a broker that leaves ends hundreds of them at once, and each look goes through all actors of the broker.</remarks>
/// <param name="broker">The broker.</param>
/// <param name="patience">The time for which handlings may go on before their tokens are cancelled. Without a valid lease that is done at once.</param>
internal sealed class ShardDrains(Broker broker, TimeSpan patience)
{
    // Guards the fields below: an ownership that is added while the loop ends begins the next one, and one that is added while it pauses ends the pause.
    private readonly Lock _gate = new();
    private readonly Dictionary<ShardHold, long> _began = new(ReferenceEqualityComparer.Instance);
    private TaskCompletionSource _added = new(TaskCreationOptions.RunContinuationsAsynchronously);
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
                _ = _began.TryAdd(hold, Stopwatch.GetTimestamp());
                _ = _added.TrySetResult();
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

    [SuppressMessage("Design", "CA1031", Justification = "Whatever an actor that is asked to stop throws, the others are asked, too.")]
    private async Task RunAsync()
    {
        ActorSweep sweep = new(broker);
        while (Snapshot() is var (began, added))
        {
            try
            {
                _ = sweep.Look(registration => registration.Hold is { IsClosed: true } hold && began.ContainsKey(hold));
                CancelLate(began);
            }
            catch (Exception exception)
            {
                broker.Logger.DrainFailed(exception, broker.Options.Name);
            }

            await added.WaitAsync(sweep.Pause).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Also of their descendants, for which a keyed actor that stops waits.
    private void CancelLate(Dictionary<ShardHold, long> began)
    {
        HashSet<ShardHold> late = new(
            began.Where(pair => !pair.Key.IsValid || Stopwatch.GetElapsedTime(pair.Value) > patience).Select(static pair => pair.Key), ReferenceEqualityComparer.Instance);
        if (late.Count == 0)
        {
            return;
        }

        foreach (ActorCell cell in broker.Cells)
        {
            ActorCell top = cell;
            while (top.Parent is { } parent)
            {
                top = parent;
            }

            if (top.Registration?.Hold is { } hold && late.Contains(hold))
            {
                ActorLifecycle.CancelHandling(cell);
            }
        }
    }

    // The ownerships that have actors, and a task that completes when there is another one; null, and the loop has ended, if there is none.
    private (Dictionary<ShardHold, long> Began, Task Added)? Snapshot()
    {
        lock (_gate)
        {
            foreach (ShardHold hold in _began.Keys.Where(static hold => hold.ActorCount == 0).ToArray())
            {
                _ = _began.Remove(hold);
            }

            _isRunning = _began.Count > 0;
            if (_added.Task.IsCompleted)
            {
                _added = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return _isRunning ? (new Dictionary<ShardHold, long>(_began, _began.Comparer), _added.Task) : null;
        }
    }
}
