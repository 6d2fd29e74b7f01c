using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns;

/// <content>Serving those who wait.</content>
public sealed partial class AsyncSocket
{
    // So that one busy socket does not keep the reactor from the others.
    private const int BudgetPerTurn = 256;

    /// <summary>The reactor's turn: the descriptor was readable.</summary>
    /// <returns>True if the budget ran out with more to do; nothing else would signal that.</returns>
    internal bool Serve()
    {
        DecidedWaiters decided = default;
        bool more;
        lock (_gate)
        {
            more = !_socket.IsClosed && ServeInsideLock(ref decided, BudgetPerTurn);
        }

        decided.Complete();
        return more;
    }

    // After every operation: it may have consumed the signal that somebody else waits for.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ServeIfWaitedForInsideLock(ref DecidedWaiters decided)
    {
        if (!_receivers.IsEmpty || !_senders.IsEmpty)
        {
            _ = ServeInsideLock(ref decided, int.MaxValue);
        }
    }

    // A call that fails has processed libzmq's commands as well, and may have consumed the signal of somebody who waits: a
    // reply to a client that has gone, for one, would otherwise leave the request of another unseen for good.
    private void ServeAfterFailure(ref DecidedWaiters decided)
    {
        lock (_gate)
        {
            // Whether or not somebody waits: it may have been the signal of the context's end.
            if (!_socket.IsClosed)
            {
                _ = ServeInsideLock(ref decided, int.MaxValue);
            }
        }
    }

    // ZMQ_FD is edge-triggered in effect: every send, receive and ZMQ_EVENTS read consumes signals meant for either
    // direction, and serving one direction can make the other one ready. So the loop ends only on an answer of
    // ZMQ_EVENTS that serves nobody; whatever happens after that answer signals the descriptor again.
    [SuppressMessage("Design", "CA1031", Justification = "Whatever libzmq reports belongs to those who wait.")]
    private bool ServeInsideLock(ref DecidedWaiters decided, int budget)
    {
        try
        {
            while (true)
            {
                PollEvents ready = _socket.Events;
                int served = 0;
                if ((ready & PollEvents.In) != 0)
                {
                    served += ServeReceiversInsideLock(ref decided, budget);
                }

                if ((ready & PollEvents.Out) != 0)
                {
                    served += ServeSendersInsideLock(ref decided, budget);
                }

                if (served == 0)
                {
                    return false;
                }

                budget -= served;
                if (budget <= 0)
                {
                    return true;
                }
            }
        }
        catch (Exception exception)
        {
            // Reading the events fails only when the context is gone.
            FailAllInsideLock(_receivers, exception, ref decided);
            FailAllInsideLock(_senders, exception, ref decided);
            CheckDrainedInsideLock();
            if (exception is ContextTerminatedException && !_contextEnded)
            {
                _contextEnded = true;
                _closed ??= exception;
                _ = LeaveContextAsync();
            }

            return false;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The exception belongs to the operation that meets it.")]
    private int ServeReceiversInsideLock(ref DecidedWaiters decided, int budget)
    {
        int served = 0;
        while (served < budget && _receivers.First is { } waiter)
        {
            try
            {
                if (waiter is BatchWaiter batch)
                {
                    int count = ReceiveBatchInsideLock(batch.Buffer.Span);
                    if (count == 0)
                    {
                        break;
                    }

                    batch.Result = count;
                }
                else
                {
                    if (!_socket.TryReceiveMessage(out MultipartMessage message))
                    {
                        break;
                    }

                    _received++;
                    Unsafe.As<ReceiveWaiter>(waiter).Result = message;
                }

                _receivers.Remove(waiter);
            }
            catch (Exception exception)
            {
                _receivers.Remove(waiter);
                waiter.FailInsideLock(exception);
            }

            decided.Add(waiter);
            served++;
        }

        return served;
    }

    [SuppressMessage("Design", "CA1031", Justification = "The exception belongs to the operation that meets it.")]
    private int ServeSendersInsideLock(ref DecidedWaiters decided, int budget)
    {
        int served = 0;
        while (served < budget && _senders.First is { } waiter)
        {
            try
            {
                if (!_socket.TrySend(Unsafe.As<SendWaiter>(waiter).Message))
                {
                    break;
                }

                _sent++;
                _senders.Remove(waiter);
            }
            catch (Exception exception)
            {
                _senders.Remove(waiter);
                waiter.FailInsideLock(exception);
            }

            decided.Add(waiter);
            served++;
        }

        CheckDrainedInsideLock();
        return served;
    }

    private int ReceiveBatchInsideLock(Span<MultipartMessage> buffer)
    {
        int count = 0;
        try
        {
            while (count < buffer.Length && _socket.TryReceiveMessage(out buffer[count]))
            {
                count++;
            }
        }
        catch (ZmqException) when (count > 0)
        {
            // The context ended in the middle of the batch: what was received is delivered, and the next receive fails.
        }

        _received += count;
        return count;
    }

    private void EnqueueInsideLock(WaiterQueue queue, Waiter waiter)
    {
        waiter.Owner = this;
        queue.Enqueue(waiter);
    }

    private void ThrowIfFullInsideLock(WaiterQueue queue)
    {
        if (queue.Count >= _options.MaxPendingOperations)
        {
            throw new InvalidOperationException(
                $"{queue.Count} operations wait on this {_socket.Type} socket already (MaxPendingOperations). " +
                "Await some of them before starting more.");
        }
    }
}
