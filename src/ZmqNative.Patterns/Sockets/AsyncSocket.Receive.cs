using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns;

/// <content>Receiving.</content>
public sealed partial class AsyncSocket
{
    /// <summary>Receives one message.</summary>
    /// <param name="cancellationToken">Ends the wait; a message that was taken from the queue is delivered all the same.</param>
    /// <returns>A message that the caller owns.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled; no message is lost by that.</exception>
    /// <exception cref="InvalidOperationException">Too many receives wait already, or the reactor has failed.</exception>
    /// <exception cref="ObjectDisposedException">The socket is, or was meanwhile, disposed.</exception>
    /// <exception cref="ContextTerminatedException">The context was shut down.</exception>
    public ValueTask<MultipartMessage> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<MultipartMessage>(cancellationToken);
        }

        DecidedWaiters decided = default;
        ReceiveWaiter waiter;
        try
        {
            lock (_gate)
            {
                ThrowIfClosedInsideLock();
                if (_receivers.IsEmpty && _socket.TryReceiveMessage(out MultipartMessage message))
                {
                    _received++;
                    ServeIfWaitedForInsideLock(ref decided);
                    return new ValueTask<MultipartMessage>(message);
                }

                // Queued before the lock is released: a signal that comes later finds it.
                ThrowIfFullInsideLock(_receivers);
                waiter = ReceiveWaiter.Rent();
                EnqueueInsideLock(_receivers, waiter);
                ServeIfSendersWaitInsideLock(ref decided);
            }
        }
        catch
        {
            ServeAfterFailure(ref decided);
            throw;
        }
        finally
        {
            decided.Complete();
        }

        ValueTask<MultipartMessage> result = new(waiter, waiter.Version);
        waiter.Observe(cancellationToken);
        return result;
    }

    /// <summary>Receives as many messages as are there, at least one, under one lock.</summary>
    /// <param name="buffer">Where the messages go; not empty, and not used by the caller until the task completes.</param>
    /// <param name="cancellationToken">Ends the wait; messages that were taken from the queue are delivered all the same.</param>
    /// <returns>How many messages, each of which the caller owns.</returns>
    /// <exception cref="ArgumentException">The buffer is empty.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled; no message is lost by that.</exception>
    /// <exception cref="InvalidOperationException">Too many receives wait already, or the reactor has failed.</exception>
    /// <exception cref="ObjectDisposedException">The socket is, or was meanwhile, disposed.</exception>
    /// <exception cref="ContextTerminatedException">The context was shut down.</exception>
    public ValueTask<int> ReceiveBatchAsync(Memory<MultipartMessage> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
        {
            throw new ArgumentException("There must be room for one message at least.", nameof(buffer));
        }

        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellationToken);
        }

        DecidedWaiters decided = default;
        BatchWaiter waiter;
        try
        {
            lock (_gate)
            {
                ThrowIfClosedInsideLock();
                if (_receivers.IsEmpty && ReceiveBatchInsideLock(buffer.Span) is var count and > 0)
                {
                    ServeIfWaitedForInsideLock(ref decided);
                    return new ValueTask<int>(count);
                }

                ThrowIfFullInsideLock(_receivers);
                waiter = BatchWaiter.Rent(buffer);
                EnqueueInsideLock(_receivers, waiter);
                ServeIfSendersWaitInsideLock(ref decided);
            }
        }
        catch
        {
            ServeAfterFailure(ref decided);
            throw;
        }
        finally
        {
            decided.Complete();
        }

        ValueTask<int> result = new(waiter, waiter.Version);
        waiter.Observe(cancellationToken);
        return result;
    }

    /// <summary>Receives one message, if one is there and nobody waits for it.</summary>
    /// <param name="message">A message that the caller owns, or a dead handle.</param>
    /// <returns>False when there is none.</returns>
    /// <exception cref="InvalidOperationException">The reactor has failed.</exception>
    /// <exception cref="ObjectDisposedException">The socket is disposed.</exception>
    /// <exception cref="ContextTerminatedException">The context was shut down.</exception>
    public bool TryReceive(out MultipartMessage message)
    {
        DecidedWaiters decided = default;
        try
        {
            lock (_gate)
            {
                ThrowIfClosedInsideLock();
                message = default;
                bool received = _receivers.IsEmpty && _socket.TryReceiveMessage(out message);
                _received += received ? 1 : 0;
                ServeIfWaitedForInsideLock(ref decided);
                return received;
            }
        }
        catch
        {
            ServeAfterFailure(ref decided);
            throw;
        }
        finally
        {
            decided.Complete();
        }
    }

    /// <summary>Receives messages until the socket is disposed or the enumeration is cancelled.</summary>
    /// <param name="cancellationToken">Ends the enumeration with an exception.</param>
    /// <returns>Messages, each of which the caller owns and disposes.</returns>
    /// <exception cref="OperationCanceledException">The enumeration was cancelled.</exception>
    public async IAsyncEnumerable<MultipartMessage> ReadAllAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            MultipartMessage message;
            try
            {
                message = await ReceiveAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (ObjectDisposedException)
            {
                yield break;
            }

            yield return message;
        }
    }

    // The receive that found nothing has made libzmq process its commands: a signal for senders may be among them.
    private void ServeIfSendersWaitInsideLock(ref DecidedWaiters decided)
    {
        if (!_senders.IsEmpty)
        {
            _ = ServeInsideLock(ref decided, int.MaxValue);
        }
    }
}
