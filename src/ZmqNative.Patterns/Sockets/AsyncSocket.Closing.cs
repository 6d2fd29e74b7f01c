using ZmqNative.Interop;

namespace ZmqNative.Patterns;

/// <content>The end.</content>
public sealed partial class AsyncSocket
{
    private const string ReactorFailed = "The socket's reactor has failed; see the inner exception.";

    /// <summary>
    /// Ends the socket: no new operations, pending receives fail with <see cref="ObjectDisposedException"/>, queued sends
    /// get <see cref="AsyncSocketOptions.DrainTimeout"/>. Idempotent, from any thread.
    /// </summary>
    /// <returns>
    /// A task that completes when the native socket is closed and its endpoints can be bound again, for which it waits at most 1 second.
    /// libzmq gives the socket's place in the context back when its messages were sent or its linger has passed;
    /// <see cref="Context.CreateSocket"/> waits for that when it must.
    /// </returns>
    public ValueTask DisposeAsync()
    {
        DecidedOperations decided = default;
        Task closing;
        using (_gate.Enter())
        {
            if (_closing is null)
            {
                _closed = Disposed();
                FailAllInsideLock(_receivers, _closed, ref decided);
                _closing = CloseAsync();
            }

            closing = _closing;
        }

        decided.Complete();
        return new ValueTask(closing);
    }

    /// <summary>Closes the socket at once, as the reactor cannot serve it any more; waits for an exclusive use of it.</summary>
    internal void Fail(Exception cause)
    {
        DecidedOperations decided = default;
        try
        {
            using (_gate.Enter())
            {
                FailInsideLock(cause, ref decided);
            }
        }
        finally
        {
            decided.Complete();
        }
    }

    /// <summary>Closes the socket as <see cref="Fail"/> does, unless it is in exclusive use.</summary>
    /// <returns>False if it is.</returns>
    internal bool TryFail(Exception cause)
    {
        if (!_gate.TryEnter())
        {
            return false;
        }

        DecidedOperations decided = default;
        try
        {
            FailInsideLock(cause, ref decided);
        }
        finally
        {
            _gate.Exit();
            decided.Complete();
        }

        return true;
    }

    private void FailInsideLock(Exception cause, ref DecidedOperations decided)
    {
        _closed ??= cause;
        FailAllInsideLock(_receivers, _closed, ref decided);
        _ = Interlocked.Add(ref _lostSends, _senders.Count);
        FailAllInsideLock(_senders, _closed, ref decided);
        _drained.TrySetResult();

        // The descriptor is not polled any more, so that the end of the context would not be detected.
        _socket.Dispose();
    }

    private async Task CloseAsync()
    {
        // Leaves the lock in which DisposeAsync started it, for the thread pool: the caller's synchronization context may
        // belong to a thread that blocks until this ends.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

        EndSteps steps = new();
        await steps.RunAsync(DrainAsync).ConfigureAwait(false);

        // The reactor must not poll the descriptor of a closed socket: the system may have given it to another user.
        await steps.RunAsync(() => _reactor.RemoveAsync(this)).ConfigureAwait(false);
        steps.Run(CloseNow);

        // libzmq closes listeners in the background.
        await steps.RunAsync(_socket.Guard.Listeners.WaitUntilFreeAsync).ConfigureAwait(false);
        PatternAccounting.AsyncSocketClosed();
        if (_lease is not null)
        {
            await steps.RunAsync(() => _lease.DisposeAsync().AsTask()).ConfigureAwait(false);
        }

        steps.Log(_reactor.Logger, $"an async {_socket.Type} socket");
    }

    /// <summary>
    /// Waits for queued sends, at most for the drain time, while endpoints can still be attached. Its caller accepts no new sends any more;
    /// the end that follows does not wait again.
    /// </summary>
    internal Task DrainAsync()
    {
        Task draining;
        using (_gate.Enter())
        {
            draining = _draining ??= _senders.IsEmpty ? Task.CompletedTask : WaitUntilDrainedAsync();
        }

        return draining;
    }

    private async Task WaitUntilDrainedAsync()
    {
        // Leaves the lock: a time provider is user code.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        _ = await EndLimit.WaitAsync(_drained.Task, _options.DrainTimeout, _reactor.TimeProvider).ConfigureAwait(false);
    }

    /// <summary>Fails the sends that are queued now, each with an exception of its own; later ones are tried again.</summary>
    internal void FailPendingSends(Func<Exception> cause)
    {
        DecidedOperations decided = default;
        try
        {
            using (_gate.Enter())
            {
                while (_senders.First is { } waiter)
                {
                    _ = _senders.TryRemove(waiter);
                    waiter.DecideFailure(cause());
                    decided.Add(waiter);
                }

                CheckDrainedInsideLock();
            }
        }
        finally
        {
            decided.Complete();
        }
    }

    private void CloseNow()
    {
        DecidedOperations decided = default;
        try
        {
            using (_gate.Enter())
            {
                _ = Interlocked.Add(ref _lostSends, _senders.Count);
                FailAllInsideLock(_senders, _closed!, ref decided);
                _socket.Dispose();
            }
        }
        finally
        {
            decided.Complete();
        }
    }

    // As soon as the end of the context is detected: the context waits for its sockets, and the reactor must not poll a descriptor that
    // signals without end.
    private async Task LeaveContextAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        EndSteps steps = new();
        await steps.RunAsync(() => _reactor.RemoveAsync(this)).ConfigureAwait(false);
        steps.Run(() =>
        {
            using (_gate.Enter())
            {
                _socket.Dispose();
            }
        });
        steps.Log(_reactor.Logger, $"an async {_socket.Type} socket");
    }

    private static void FailAllInsideLock(OperationQueue queue, Exception cause, ref DecidedOperations decided)
    {
        while (queue.First is { } waiter)
        {
            _ = queue.TryRemove(waiter);
            waiter.DecideFailure(Failures.Again(cause, ReactorFailed));
            decided.Add(waiter);
        }
    }

    private ObjectDisposedException Disposed() =>
        Owner is { } owner
            ? new ObjectDisposedException(owner.Class, $"{owner.Name} was disposed.")
            : new ObjectDisposedException(nameof(AsyncSocket), $"The async {_socket.Type} socket was disposed.");

    private void ThrowIfClosedInsideLock()
    {
        if (_closed is { } cause)
        {
            throw cause switch
            {
                ObjectDisposedException => Failures.Again(cause, ReactorFailed),
                _ when _contextEnded => ThrowHelper.Create(Libzmq.ETERM, $"use the async {_socket.Type} socket"),
                _ => new InvalidOperationException(ReactorFailed, cause),
            };
        }
    }

    private void CheckDrainedInsideLock()
    {
        if (_draining is not null && _senders.IsEmpty)
        {
            _drained.TrySetResult();
        }
    }
}
