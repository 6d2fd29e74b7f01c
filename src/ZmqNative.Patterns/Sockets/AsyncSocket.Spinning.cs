namespace ZmqNative.Patterns;

/// <content>Trying again for a short time, before waiting.</content>
public sealed partial class AsyncSocket
{
    // A wait after so many messages counts as an interruption of a stream. A caller that sends requests and waits for answers never gets
    // there.
    private const int StreamLength = 16;

    /// <summary>Yields the processor and tries again, several times, in the middle of a stream.</summary>
    /// <remarks>
    /// A wait costs four switches of threads: to the reactor, to the thread pool, and back from both. In a stream the peer is
    /// about to continue, and most likely waits for a processor: yielding one costs a fraction, and several messages are received, or sent,
    /// meanwhile.
    /// </remarks>
    /// <returns>True when the waiter is completed; its operation must be begun otherwise.</returns>
    private bool TrySpinning<TWaiter>(WaiterQueue queue, ref long messages, TWaiter waiter, CancellationToken cancellationToken)
        where TWaiter : PooledOperation, ISocketWaiter
    {
        // The thread that drives a reactor spins in its loop, for all sockets together.
        if (ReactorThread.Current is not null)
        {
            return false;
        }

        // Outside the lock, as is the end of this method: a thread that reads an old value spins once too often or too rarely.
        bool inStream = Volatile.Read(ref messages) - queue.MessagesAtLastWait >= StreamLength;

        // A sender waits until half of a queue was read, and its attempts slow down the reading side.
        int attempts = !inStream ? 0 : queue == _senders ? _options.MaxSpins / 2 : _options.MaxSpins;
        for (int i = 0; i < attempts && !cancellationToken.IsCancellationRequested; i++)
        {
            _ = Thread.Yield();
            using (_gate.Enter())
            {
                if (!IsAloneInsideLock)
                {
                    break;
                }

                int count = waiter.TryInsideLock(_socket);
                if (count > 0)
                {
                    messages += count;

                    // The task has not been returned yet: no continuation runs inside the lock.
                    waiter.Complete();
                    return true;
                }
            }
        }

        queue.MessagesAtLastWait = Volatile.Read(ref messages);
        return false;
    }
}
