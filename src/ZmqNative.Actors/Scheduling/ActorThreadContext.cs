using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors;

/// <summary>The synchronization context of the thread of an actor: code after an await of the actor's code comes back to the thread by it.</summary>
internal sealed class ActorThreadContext(ActorThread thread) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state)
    {
        ArgumentNullException.ThrowIfNull(d);
        thread.Queue(d, state);
    }

    /// <summary>Runs a callback on the thread, and waits for it. The callback's exception is thrown.</summary>
    [SuppressMessage("Usage", "VSTHRD002", Justification = "The contract of Send is to wait.")]
    [SuppressMessage("Design", "CA1031", Justification = "The caller gets it.")]
    public override void Send(SendOrPostCallback d, object? state)
    {
        ArgumentNullException.ThrowIfNull(d);
        if (ActorThread.Current == thread)
        {
            d(state);
            return;
        }

        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        thread.Queue(
            _ =>
            {
                try
                {
                    d(state);
                    done.SetResult();
                }
                catch (Exception exception)
                {
                    done.SetException(exception);
                }
            },
            null);
        done.Task.GetAwaiter().GetResult();
    }

    public override SynchronizationContext CreateCopy() => this;
}
