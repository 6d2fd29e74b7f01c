namespace ZmqNative.Patterns;

/// <content>Sending of a publisher: to all subscribers that have space, or to the one that was received last.</content>
public sealed partial class AsyncSocket
{
    /// <summary>Sends on an XPUB with <see cref="Socket.XPubNoDrop"/>, dropping for subscribers whose queue is full.</summary>
    /// <returns>False if it was dropped for one subscriber at least.</returns>
    internal bool SendOrDrop(MultipartMessage message)
    {
        _options.SendLimits?.Check(message);
        DecidedOperations decided = default;
        try
        {
            using (_gate.Enter())
            {
                ThrowIfClosedInsideLock();
                bool whole = _socket.TrySend(message);
                if (!whole)
                {
                    // A send looks once in a millisecond whether subscribers have read: their queues may be empty. To ask for events looks at once.
                    _ = _socket.Events;
                    whole = _socket.TrySend(message);
                }

                if (!whole)
                {
                    // No subscriber has got it yet. It is sent again, to those whose queue is not full.
                    _socket.XPubNoDrop = false;
                    _ = _socket.TrySend(message);
                    _socket.XPubNoDrop = true;
                }

                _sent++;
                ServeIfWaitedForInsideLock(ref decided);
                return whole;
            }
        }
        catch
        {
            ServeAfterFailure();
            throw;
        }
        finally
        {
            decided.Complete();
        }
    }

    /// <summary>
    /// Sends on an XPUB to the peer whose subscription was received last, and to no other peer, until its queue is full. With a corrected
    /// libzmq alone (<see cref="Zmq.IsCorrected"/>).
    /// </summary>
    /// <returns>The number of messages that were sent; the caller still owns the others.</returns>
    internal int SendToLastSubscriber(ReadOnlySpan<MultipartMessage> messages)
    {
        DecidedOperations decided = default;
        try
        {
            using (_gate.Enter())
            {
                ThrowIfClosedInsideLock();
                _socket.XPubOnlyLast = true;
                int sent = 0;
                try
                {
                    while (sent < messages.Length && _socket.TrySend(messages[sent]))
                    {
                        sent++;
                    }
                }
                finally
                {
                    _socket.XPubOnlyLast = false;
                }

                _sent += sent;
                ServeIfWaitedForInsideLock(ref decided);
                return sent;
            }
        }
        catch
        {
            ServeAfterFailure();
            throw;
        }
        finally
        {
            decided.Complete();
        }
    }
}
