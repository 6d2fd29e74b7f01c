using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns;

/// <content>Serving operations that wait.</content>
public sealed partial class AsyncSocket
{
    // So that one busy socket does not keep the reactor from the others.
    private const int BudgetPerTurn = 256;

    // Signals while no operation waits come about once in 500 messages, and each costs the reactor a turn. One or two are chance:
    // the operation begins to wait shortly after.
    private const int IdleSignalsBeforeStop = 4;

    /// <summary>The reactor's turn: the descriptor was readable.</summary>
    internal ServeResult Serve()
    {
        if (!TryEnterOrPassOver())
        {
            return ServeResult.StopPolling;
        }

        DecidedOperations decided = default;
        ServeResult result = ServeResult.Done;
        try
        {
            if (!_socket.IsClosed)
            {
                bool idle = _receivers.IsEmpty && _senders.IsEmpty;
                result = ServeInsideLock(ref decided, BudgetPerTurn) ? ServeResult.More : ServeResult.Done;
                _idleSignals = idle ? _idleSignals + 1 : 0;
                if (_idleSignals >= IdleSignalsBeforeStop && !_contextEnded)
                {
                    _idleSignals = 0;
                    _unpolled = true;
                    result = ServeResult.StopPolling;
                }
            }
        }
        finally
        {
            _gate.Exit();
        }

        decided.Complete();
        return result;
    }

    /// <summary>
    /// Whether a receive waits after all that libzmq has was given out: then a loop that receives has handled what it received
    /// before. True as well when the socket is closed, as nothing more can come.
    /// </summary>
    internal bool HasBeenReadOut()
    {
        DecidedOperations decided = default;
        bool waits;
        using (_gate.Enter())
        {
            if (_socket.IsClosed || _closed is not null)
            {
                return true;
            }

            ServeIfWaitedForInsideLock(ref decided);
            waits = !_receivers.IsEmpty;
        }

        decided.Complete();
        return waits;
    }

    /// <summary>The reactor polls the descriptor again.</summary>
    internal void ResumePolling()
    {
        // Otherwise the next waiter asks for what is the case already.
        if (_gate.TryEnter())
        {
            _unpolled = false;
            _gate.Exit();
        }
    }

    // No operation waits in either direction, and nothing is closed: an operation can neither overtake another nor consume a signal
    // that another waits for, and is over with its one call.
    private bool IsAloneInsideLock => _receivers.IsEmpty && _senders.IsEmpty && _closed is null;

    // After every operation: it may have consumed the signal that another operation waits for.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ServeIfWaitedForInsideLock(ref DecidedOperations decided)
    {
        if (!_receivers.IsEmpty || !_senders.IsEmpty)
        {
            _ = ServeInsideLock(ref decided, int.MaxValue);
        }
    }

    // A call that fails has processed libzmq's commands as well, and may have consumed the signal of another operation: a
    // reply to a client that has gone, for one, would otherwise leave the request of another unseen for good.
    private void ServeAfterFailure()
    {
        DecidedOperations decided = default;
        using (_gate.Enter())
        {
            // Whether or not an operation waits: it may have been the signal of the context's end.
            if (!_socket.IsClosed)
            {
                _ = ServeInsideLock(ref decided, int.MaxValue);
            }
        }

        decided.Complete();
    }

    // ZMQ_FD is edge-triggered in effect: every send, receive and ZMQ_EVENTS read consumes signals meant for either
    // direction, and serving one direction can make the other one ready. So the loop ends only on an answer of
    // ZMQ_EVENTS that serves no operation; everything that happens after that answer signals the descriptor again.
    [SuppressMessage("Design", "CA1031", Justification = "What libzmq reports belongs to the operations that wait.")]
    private bool ServeInsideLock(ref DecidedOperations decided, int budget)
    {
        try
        {
            while (true)
            {
                PollEvents ready = _socket.Events;
                int served = 0;
                if ((ready & PollEvents.In) != 0)
                {
                    served += ServeInsideLock(_receivers, ref _received, ref decided, budget);
                }

                if ((ready & PollEvents.Out) != 0)
                {
                    served += ServeInsideLock(_senders, ref _sent, ref decided, budget);
                    CheckDrainedInsideLock();
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
    private int ServeInsideLock(WaiterQueue queue, ref long messages, ref DecidedOperations decided, int budget)
    {
        int served = 0;
        while (served < budget && queue.First is { } waiter)
        {
            try
            {
                int count = ((ISocketWaiter)waiter).TryInsideLock(_socket);
                if (count == 0)
                {
                    break;
                }

                messages += count;
                _ = queue.TryRemove(waiter);
            }
            catch (Exception exception)
            {
                _ = queue.TryRemove(waiter);
                waiter.DecideFailure(exception);
            }

            decided.Add(waiter);
            served++;
        }

        return served;
    }

    // Queues a waiter, and serves all that can be served: this one, too, if something came meanwhile. Throws when the operation cannot
    // begin; the waiter is in its pool again then.
    private void WaitInTurn<TWaiter>(WaiterQueue queue, ref long messages, TWaiter waiter, CancellationToken cancellationToken)
        where TWaiter : PooledOperation, ISocketWaiter
    {
        DecidedOperations decided = default;
        bool resume;
        try
        {
            if (TrySpinning(queue, ref messages, waiter, cancellationToken))
            {
                return;
            }

            using (_gate.Enter())
            {
                ThrowIfClosedInsideLock();
                ThrowIfFullInsideLock(queue);

                waiter.Owner = this;
                waiter.SetCancellation(cancellationToken);

                // Tried once more, unless another is before it: what came meanwhile has no signal of its own, and what is out of
                // turn says so instead of waiting.
                int count = queue.IsEmpty ? waiter.TryInsideLock(_socket) : 0;
                if (count > 0)
                {
                    messages += count;
                    decided.Add(waiter);
                }
                else
                {
                    // Queued before the lock is released: a signal that comes later finds it.
                    queue.Enqueue(waiter);
                }

                _ = ServeInsideLock(ref decided, int.MaxValue);
                resume = _unpolled && !queue.IsEmpty;
                _unpolled &= !resume;
            }
        }
        catch
        {
            waiter.Forget();
            ServeAfterFailure();
            throw;
        }
        finally
        {
            decided.Complete();
        }

        if (resume)
        {
            _reactor.Watch(this);
        }

        waiter.Observe();
    }

    private void ThrowIfFullInsideLock(WaiterQueue queue)
    {
        if (queue.Count >= _options.MaxPendingOperations)
        {
            throw new PendingLimitException(
                $"{queue.Count} operations wait on this {_socket.Type} socket already (MaxPendingOperations). " +
                "Await some of them before starting more.");
        }
    }
}
