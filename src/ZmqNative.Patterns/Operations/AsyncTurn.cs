namespace ZmqNative.Patterns;

/// <summary>A lock that one flow of control holds at a time, and that others await in the order of their arrival.</summary>
/// <remarks>
/// As <see cref="SemaphoreSlim"/> with one place, but <see cref="ContinuationScheduler"/> chooses the thread on which the next one
/// continues, and waiting allocates nothing.
/// </remarks>
/// <param name="needsThreadPool">Whether those that wait continue on the thread pool, whichever thread leaves.</param>
internal sealed class AsyncTurn(bool needsThreadPool = false)
{
    // Guards the fields, against threads that enter, leave and cancel.
    private readonly Lock _gate = new();
    private readonly OperationQueue _waiting = new();
    private bool _isTaken;

    private bool NeedsThreadPool => needsThreadPool;

    /// <summary>Enters, or waits for it.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        TurnWaiter waiter;
        ValueTask result;
        lock (_gate)
        {
            if (!_isTaken)
            {
                _isTaken = true;
                return default;
            }

            waiter = TurnWaiter.Rent(this);
            result = waiter.TaskWithoutResult;
            waiter.SetCancellation(cancellationToken);
            _waiting.Enqueue(waiter);
        }

        waiter.Observe();
        return result;
    }

    /// <summary>Leaves; the one that has waited for the longest enters.</summary>
    public void Exit()
    {
        PooledOperation? next;
        lock (_gate)
        {
            next = _waiting.First;
            if (next is null)
            {
                _isTaken = false;
                return;
            }

            _ = _waiting.TryRemove(next);
        }

        next.Complete();
    }

    private void Cancel(TurnWaiter waiter)
    {
        lock (_gate)
        {
            // The thread that takes it out of the queue decides.
            if (!_waiting.TryRemove(waiter))
            {
                return;
            }

            waiter.DecideCancelled();
        }

        waiter.Complete();
    }

    private sealed class TurnWaiter : PooledOperation<bool>, IPooled
    {
        private AsyncTurn? _owner;

        public static int MaxSpare => 256;

        public override bool NeedsThreadPool => _owner!.NeedsThreadPool;

        public static TurnWaiter Rent(AsyncTurn owner)
        {
            TurnWaiter waiter = OperationPool<TurnWaiter>.Rent();
            waiter._owner = owner;
            return waiter;
        }

        protected override void OnCancelled() => _owner!.Cancel(this);

        protected override void Recycle()
        {
            _owner = null;
            _ = OperationPool<TurnWaiter>.Return(this);
        }
    }
}
