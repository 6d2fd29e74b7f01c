using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns;

/// <content>Serving pending operations.</content>
public sealed partial class AsyncSocket
{
    // The limit of a turn, so that one busy socket does not delay the others of the reactor.
    private const int BudgetPerTurn = 256;

    // Signals without a pending operation occur about once in 500 messages, and each costs the reactor a turn. One or two are normal:
    // the operation begins to wait shortly after.
    private const int IdleSignalsBeforeStop = 4;

    /// <summary>Serves pending operations in the reactor's turn, as the descriptor was readable.</summary>
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
            _looksLater = false;
            SpinsAfterServe = _receivers.IsEmpty ? 0 : _options.MaxSpins;
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
    /// Returns whether a receive is pending after all messages of libzmq were delivered: then a loop that receives has handled the messages
    /// that it received before. Returns true as well when the socket is closed, as no more messages can arrive.
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

            if (!_receivers.IsEmpty || !_senders.IsEmpty)
            {
                _ = ServeInsideLock(ref decided, int.MaxValue);
            }

            waits = !_receivers.IsEmpty;
        }

        decided.Complete();
        return waits;
    }

    /// <summary>Marks the descriptor as polled by the reactor again.</summary>
    internal void ResumePolling()
    {
        // Otherwise the next waiter would ask the reactor to poll, which it does already.
        if (_gate.TryEnter())
        {
            _unpolled = false;
            _gate.Exit();
        }
    }

    // No operation is pending in either direction, and nothing is closed: an operation can neither overtake another nor consume a signal
    // that another waits for, and ends with its one call.
    private bool IsAloneInsideLock => _receivers.IsEmpty && _senders.IsEmpty && _closed is null;

    // After every operation: it may have consumed the signal for a pending operation.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ServeIfWaitedForInsideLock(ref DecidedOperations decided)
    {
        if ((!_receivers.IsEmpty || !_senders.IsEmpty) && !TryLookLaterInsideLock())
        {
            _ = ServeInsideLock(ref decided, int.MaxValue);
        }
    }

    // On the thread that drives the reactor: it looks once for all that its items do, before it polls.
    private bool TryLookLaterInsideLock()
    {
        if (ReactorThread.Current is not { } thread)
        {
            return false;
        }

        // Set until the reactor has the lock to look: so it sees what this operation has done.
        return _looksLater || (_looksLater = thread.TryLookLater(_reactor, this));
    }

    // A call that fails has processed libzmq's commands as well, and may have consumed the signal of another operation: for example, a
    // reply to a client that has disconnected would otherwise leave the request of another client unread.
    private void ServeAfterFailure()
    {
        DecidedOperations decided = default;
        using (_gate.Enter())
        {
            // Whether or not an operation is pending: it may have been the signal for the end of the context.
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
            // Reading the events fails only when the context has ended.
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
    private int ServeInsideLock(OperationQueue queue, ref long messages, ref DecidedOperations decided, int budget)
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
    private void WaitInTurn<TWaiter>(OperationQueue queue, ref long messages, TWaiter waiter, CancellationToken cancellationToken)
        where TWaiter : PooledOperation, ISocketWaiter
    {
        DecidedOperations decided = default;
        bool resume;
        try
        {
            if (queue == _receivers && TrySpinning(waiter, cancellationToken))
            {
                return;
            }

            using (_gate.Enter())
            {
                ThrowIfClosedInsideLock();
                ThrowIfFullInsideLock(queue);

                waiter.Owner = this;
                waiter.SetCancellation(cancellationToken);

                // Tried once more, unless another is before it: messages that arrived meanwhile have no signal of their own, and a call out
                // of turn throws instead of waiting.
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

                if (!TryLookLaterInsideLock())
                {
                    _ = ServeInsideLock(ref decided, int.MaxValue);
                }

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

    private void ThrowIfFullInsideLock(OperationQueue queue)
    {
        if (queue.Count >= _options.MaxPendingOperations)
        {
            throw new PendingLimitException(
                $"{queue.Count} operations wait on this {_socket.Type} socket already (MaxPendingOperations). " +
                "Await some of them before starting more.");
        }
    }
}
