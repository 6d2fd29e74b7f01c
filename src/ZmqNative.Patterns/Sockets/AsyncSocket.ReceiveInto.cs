namespace ZmqNative.Patterns;

/// <content>Receiving into a message that exists.</content>
public sealed partial class AsyncSocket
{
    /// <summary>
    /// Receives one message into a message that exists, in place of its frames. A loop that does so with one message is the fastest way
    /// to receive.
    /// </summary>
    /// <param name="message">
    /// The message, which the caller still owns and may use after the task completes, whatever the outcome. Its frames are disposed even
    /// when this fails.
    /// </param>
    /// <param name="cancellationToken">Ends the wait; a message that was taken from the queue is delivered all the same.</param>
    /// <returns>A task that completes when a message was received.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled; no message is lost by that.</exception>
    /// <exception cref="InvalidOperationException">Too many receives wait already, or the reactor has failed.</exception>
    /// <exception cref="ObjectDisposedException">The message is disposed, or the socket is, or was meanwhile, disposed.</exception>
    /// <exception cref="ContextTerminatedException">The context was shut down.</exception>
    public ValueTask ReceiveIntoAsync(MultipartMessage message, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        return TryReceiveIntoAlone(message) ? ValueTask.CompletedTask : ReceiveIntoInTurnAsync(message, cancellationToken);
    }

    private bool TryReceiveIntoAlone(MultipartMessage message)
    {
        if (MustWait)
        {
            return false;
        }

        try
        {
            using (_gate.Enter())
            {
                if (IsAloneInsideLock && _socket.TryReceiveMessageInto(message))
                {
                    _received++;
                    return true;
                }

                return false;
            }
        }
        catch
        {
            ServeAfterFailure();
            throw;
        }
    }

    private ValueTask ReceiveIntoInTurnAsync(MultipartMessage message, CancellationToken cancellationToken)
    {
        ReceiveIntoWaiter waiter = ReceiveIntoWaiter.Rent(message);
        ValueTask result = waiter.TaskWithoutResult;
        WaitInTurn(_receivers, ref _received, waiter, cancellationToken);
        return result;
    }
}
