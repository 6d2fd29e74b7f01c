using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors;

internal sealed partial class ActorCell
{
    /// <summary>Queues the turn that continues after a pending handling.</summary>
    public void QueueResumed()
    {
        if (_options.Scheduler is { } scheduler)
        {
            QueueTo(scheduler);
        }
        else
        {
            // Not on the thread that completed the operation: it may not be one for user code.
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
        }
    }

    private void QueueFirst()
    {
        if (_options.Scheduler is { } scheduler)
        {
            QueueTo(scheduler);
        }
        else
        {
            ContinuationScheduler.Queue(this);
        }
    }

    private void QueueNext()
    {
        if (_options.Scheduler is { } scheduler)
        {
            QueueTo(scheduler);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    // Only the thread that has set _scheduled, or the turn itself, is here; so the status is up to date.
    [SuppressMessage("Design", "CA1031", Justification = "The scheduler is the user's; it is logged, and the actor is stopped.")]
    private void QueueTo(ActorScheduler scheduler)
    {
        if (_status == ActorStatus.Stopped)
        {
            // No code of the actor runs any more, and it has released its thread.
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            return;
        }

        try
        {
            scheduler.Queue(this);
        }
        catch (Exception exception)
        {
            // The caller is a sender, or a timer, which can do nothing about it. Handlings that need the scheduler would be wrong elsewhere.
            _broker.FailureLog.AddHookFailure(_address, exception);
            ActorLifecycle.RequestStop(this, drain: false);
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }
}
