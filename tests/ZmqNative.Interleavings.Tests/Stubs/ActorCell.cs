namespace ZmqNative.Actors;

/// <summary>
/// Stands in for an actor: the mailbox, and the turns that take messages out of it, in the steps of the original's <c>Schedule</c>,
/// <c>RunTurn</c> and <c>CancelWait</c>.
/// </summary>
internal sealed class ActorCell(int bound) : IThreadPoolWorkItem
{
    private Mailbox _mailbox;
    private int _scheduled;
    private bool _isTurning;

    /// <summary>The messages that were taken, in order.</summary>
    public List<object> Handled { get; } = [];

    /// <summary>The messages whose senders were cancelled or refused.</summary>
    public List<object> Refused { get; } = [];

    public bool IsStillHandling(int at) => false;

    public void Post(object message, CancellationToken cancellation = default)
    {
        PostResult result = _mailbox.TryAdd(bound, message, null, 0);
        if (result == PostResult.Full)
        {
            MailboxWaiter waiter = MailboxWaiter.Rent(this, message, null, 0, awaited: true, cancellation);
            result = _mailbox.AddOrWait(bound, longest: 10, waiter);
            if (result == PostResult.Full)
            {
                ValueTask task = waiter.TaskWithoutResult;
                waiter.Observe();
                try
                {
                    task.Wait();
                }
                catch (Exception exception) when (exception is OperationCanceledException or InvalidOperationException)
                {
                    Refused.Add(message);
                }

                return;
            }

            waiter.Forget();
        }

        if (result == PostResult.Accepted)
        {
            ScheduleTurn();
        }
        else
        {
            Refused.Add(message);
        }
    }

    public void CancelWait(MailboxWaiter waiter)
    {
        if (_mailbox.TryRemove(waiter))
        {
            waiter.DecideCancelled();
            waiter.Complete();
        }
    }

    // No wait for space has a deadline in these scenarios, and no actor waits.
    public void ExpireWait(MailboxWaiter waiter, uint use) => throw new NotSupportedException();

    public void BeginWait(MailboxWaiter waiter, ActorWait wait) => throw new NotSupportedException();

    // Asks do not wait for space in these scenarios.
    public void WithdrawWaiter(MailboxWaiter waiter, ReplyTarget target, uint token) => throw new NotSupportedException();

    /// <summary>Stops: messages in the mailbox are still taken, and waiting senders are refused.</summary>
    public void Close()
    {
        DecidedOperations refused = _mailbox.Close();
        while (refused.TryTake(out PooledOperation? operation))
        {
            ((MailboxWaiter)operation).End(new InvalidOperationException("stopped"));
        }
    }

    /// <summary>The number of messages left in the mailbox.</summary>
    public int Left => _mailbox.Count;

    void IThreadPoolWorkItem.Execute()
    {
        if (_isTurning)
        {
            throw new InvalidOperationException("Two turns run at once.");
        }

        _isTurning = true;
        MailboxCursor cursor = _mailbox.Cursor;
        while (true)
        {
            while (_mailbox.TryTake(ref cursor, out Envelope envelope))
            {
                Handled.Add(envelope.Message);
            }

            if (cursor.Segment is not null)
            {
                _mailbox.Cursor = cursor;
            }

            if (_mailbox.HasWaiters)
            {
                ServeWaiters();
            }

            _isTurning = false;
            Interlocked.Exchange(ref _scheduled, 0);
            if (!(_mailbox.HasMessage(cursor) || _mailbox.HasWaiters) || Interlocked.CompareExchange(ref _scheduled, 1, 0) != 0)
            {
                return;
            }

            if (_isTurning)
            {
                throw new InvalidOperationException("Two turns run at once.");
            }

            _isTurning = true;
            cursor = _mailbox.Cursor;
            if (!_mailbox.HasMessage(cursor))
            {
                // A producer has a position and has not written its message yet, while others wait for space: the turn spins until it has.
                Schedule.Yield();
            }

            if (_mailbox.HasWaiters)
            {
                ServeWaiters();
            }
        }
    }

    private void ScheduleTurn()
    {
        Interlocked.MemoryBarrier();
        if (_scheduled == 0 && Interlocked.CompareExchange(ref _scheduled, 1, 0) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
        }
    }

    private void ServeWaiters()
    {
        DecidedOperations served = _mailbox.ServeWaiters(bound);
        while (served.TryTake(out PooledOperation? operation))
        {
            ((MailboxWaiter)operation).End();
        }
    }
}
