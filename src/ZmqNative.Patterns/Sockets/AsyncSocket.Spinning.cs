namespace ZmqNative.Patterns;

/// <content>Trying again for a short time, before waiting.</content>
public sealed partial class AsyncSocket
{
    // A wait after so many messages counts as an interruption of a stream. A caller that sends requests and waits for answers never gets
    // there.
    private const int StreamLength = 16;

    // The number of received messages when a receive last began to wait: not guarded, and only a hint.
    private long _receivedAtLastWait;

    /// <summary>Yields the processor and tries to receive again, several times, in the middle of a stream.</summary>
    /// <remarks>
    /// A wait costs switches of threads. In a stream the peer is about to continue, and most likely waits for a processor: yielding one
    /// costs a fraction, and several messages arrive meanwhile. A send does not do this: it gets space only when half of a full queue has been
    /// read, and until then would take the processor from the threads that read it.
    /// </remarks>
    /// <returns>True when the waiter is completed; its operation must be begun otherwise.</returns>
    private bool TrySpinning(PooledOperation waiter, CancellationToken cancellationToken)
    {
        // The thread that drives a reactor spins in its loop, for all sockets together.
        if (ReactorThread.Current is not null)
        {
            return false;
        }

        // Outside the lock, as is the end of this method: a thread that reads an old value spins once too often or too rarely.
        bool inStream = Volatile.Read(ref _received) - _receivedAtLastWait >= StreamLength;
        int attempts = inStream ? _options.MaxSpins : 0;
        for (int i = 0; i < attempts && !cancellationToken.IsCancellationRequested; i++)
        {
            _ = Thread.Yield();
            using (_gate.Enter())
            {
                if (!IsAloneInsideLock)
                {
                    break;
                }

                int count = ((ISocketWaiter)waiter).TryInsideLock(_socket);
                if (count > 0)
                {
                    _received += count;

                    // The task has not been returned yet: no continuation runs inside the lock.
                    waiter.Complete();
                    return true;
                }
            }
        }

        _receivedAtLastWait = Volatile.Read(ref _received);
        return false;
    }
}
