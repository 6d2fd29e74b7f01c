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
        if (!cancellationToken.IsCancellationRequested && TryReceiveAlone(out MultipartMessage message))
        {
            return new ValueTask<MultipartMessage>(message);
        }

        return ReceiveInTurnAsync(cancellationToken);
    }

    /// <summary>Receives all queued messages that the buffer can hold, at least one, under one lock.</summary>
    /// <param name="buffer">
    /// The buffer that the messages are written to; not empty, and not used by the caller until the task completes.
    /// </param>
    /// <param name="cancellationToken">Ends the wait; messages that were taken from the queue are delivered all the same.</param>
    /// <returns>The number of messages, each of which the caller owns.</returns>
    /// <exception cref="ArgumentException">The buffer is empty.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled; no message is lost by that.</exception>
    /// <exception cref="InvalidOperationException">Too many receives wait already, or the reactor has failed.</exception>
    /// <exception cref="ObjectDisposedException">The socket is, or was meanwhile, disposed.</exception>
    /// <exception cref="ContextTerminatedException">The context was shut down.</exception>
    public ValueTask<int> ReceiveBatchAsync(Memory<MultipartMessage> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
        {
            throw new ArgumentException("The buffer must hold at least one message.", nameof(buffer));
        }

        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellationToken);
        }

        if (TryReceiveBatchAlone(buffer.Span) is var count and > 0)
        {
            return new ValueTask<int>(count);
        }

        BatchWaiter waiter = BatchWaiter.Rent(buffer);
        ValueTask<int> result = waiter.Task;
        WaitInTurn(_receivers, ref _received, waiter, cancellationToken);
        return result;
    }

    /// <summary>Receives one message, if one is queued and no other receive is pending.</summary>
    /// <param name="message">A message that the caller owns, or an invalid handle if the result is false.</param>
    /// <returns>False when there is no message, or another receive is pending.</returns>
    /// <exception cref="InvalidOperationException">The reactor has failed.</exception>
    /// <exception cref="ObjectDisposedException">The socket is disposed.</exception>
    /// <exception cref="ContextTerminatedException">The context was shut down.</exception>
    public bool TryReceive(out MultipartMessage message)
    {
        DecidedOperations decided = default;
        try
        {
            using (_gate.Enter())
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
            ServeAfterFailure();
            throw;
        }
        finally
        {
            decided.Complete();
        }
    }

    /// <summary>Receives messages until the socket is disposed or the enumeration is cancelled.</summary>
    /// <param name="cancellationToken">Ends the enumeration with an exception.</param>
    /// <returns>
    /// Messages, each of which is valid until the next step of the enumeration and is disposed then. <see cref="MultipartMessage.Move"/>
    /// keeps one: the caller disposes the result. A message that was sent or appended to another is disposed already.
    /// </returns>
    /// <exception cref="OperationCanceledException">The enumeration was cancelled; no message is lost by that.</exception>
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

            using (message)
            {
                yield return message;
            }
        }
    }

    /// <summary>
    /// Whether the current code runs on a reactor's thread, and belongs on the thread pool by the options: it has awaited an operation of
    /// another socket.
    /// </summary>
    internal bool BelongsOnThreadPool => NeedsThreadPool && ReactorThread.Current is not null;

    /// <summary>Receives by a waiter of the caller.</summary>
    internal ValueTask<TResult> ReceiveAsync<TResult>(Waiter<TResult> waiter, CancellationToken cancellationToken = default)
    {
        PatternAccounting.WaiterRented();
        ValueTask<TResult> result = waiter.Task;
        WaitInTurn(_receivers, ref _received, waiter, cancellationToken);
        return result;
    }

    // An item on a reactor's thread that belongs on the thread pool by the options, or has received its share without waiting.
    private bool MustWait => ReactorThread.Current is { } thread && (NeedsThreadPool || !thread.MayReceive());

    private bool TryReceiveAlone(out MultipartMessage message)
    {
        if (MustWait)
        {
            message = default;
            return false;
        }

        try
        {
            using (_gate.Enter())
            {
                if (IsAloneInsideLock && _socket.TryReceiveMessage(out message))
                {
                    _received++;
                    return true;
                }
            }
        }
        catch
        {
            ServeAfterFailure();
            throw;
        }

        message = default;
        return false;
    }

    private ValueTask<MultipartMessage> ReceiveInTurnAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<MultipartMessage>(cancellationToken);
        }

        ReceiveWaiter waiter = OperationPool<ReceiveWaiter>.Rent();
        ValueTask<MultipartMessage> result = waiter.Task;
        WaitInTurn(_receivers, ref _received, waiter, cancellationToken);
        return result;
    }

    private int TryReceiveBatchAlone(Span<MultipartMessage> buffer)
    {
        if (MustWait)
        {
            return 0;
        }

        try
        {
            using (_gate.Enter())
            {
                int count = IsAloneInsideLock ? _socket.TryReceiveMessages(buffer) : 0;
                _received += count;
                ReactorThread.Current?.CountReceived(count);
                return count;
            }
        }
        catch
        {
            ServeAfterFailure();
            throw;
        }
    }
}
