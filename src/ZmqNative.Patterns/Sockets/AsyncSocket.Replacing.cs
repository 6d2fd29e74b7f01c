namespace ZmqNative.Patterns;

/// <content>The replacement of the native socket: for PAIR, whose connections cannot be distinguished otherwise.</content>
public sealed partial class AsyncSocket
{
    private string _lastEndpoint = string.Empty;

    // The last endpoint, if it has the name of a host that this library resolves: libzmq knows the address alone.
    private string? _lastName;
    private long _generation;

    /// <summary>The number of times that the native socket was replaced.</summary>
    internal long Generation => Volatile.Read(ref _generation);

    /// <summary>The same number, for waiters that are served.</summary>
    internal long GenerationInsideLock => _generation;

    /// <summary>
    /// Replaces the native socket. Pending operations continue with the new one, except for sends of an earlier generation, which fail.
    /// </summary>
    /// <param name="socket">The new socket, which this object owns from now on, if it is taken.</param>
    /// <param name="holding">
    /// The events that keep the old socket: messages to be received, and a peer that can take messages. As long as one is set, libzmq has
    /// not yet processed the end of the connection, and the last messages may not have arrived yet.
    /// </param>
    /// <param name="replaced">The action, inside the lock, when it is taken.</param>
    /// <param name="polled">A task that completes when the descriptor of the old socket is not polled any more.</param>
    /// <returns>The old socket, which the caller closes after that; null if the new one was not taken.</returns>
    /// <exception cref="ObjectDisposedException">The socket is disposed.</exception>
    internal Socket? TryReplace(Socket socket, PollEvents holding, Action replaced, out Task polled)
    {
        Socket old;
        DecidedOperations decided = default;
        try
        {
            using (_gate.Enter())
            {
                ThrowIfClosedInsideLock();
                polled = Task.CompletedTask;
                if ((_socket.Events & holding) != 0)
                {
                    ServeIfWaitedForInsideLock(ref decided);
                    return null;
                }

                nint descriptor = GetDescriptor(socket);
                old = _socket;
                _lastEndpoint = old.LastEndpoint is { Length: > 0 } endpoint ? endpoint : _lastEndpoint;
                socket.Guard.ClosesItself = true;
                _socket = socket;
                FileDescriptor = descriptor;
                Volatile.Write(ref _generation, _generation + 1);
                _unpolled = false;
                replaced();
                FailTiedInsideLock(ref decided);
                ServeIfWaitedForInsideLock(ref decided);
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

        polled = _reactor.ReplaceAsync(this);
        return old;
    }

    /// <summary>Sends a message over the connection of one generation only; waits while the queue of the peer is full.</summary>
    /// <exception cref="ConnectionOverException">The connection has ended; the message was not sent.</exception>
    /// <exception cref="MessageTooLargeException">The message is over the limits of the pattern; it was not sent.</exception>
    internal ValueTask SendAsync(MultipartMessage message, long generation, CancellationToken cancellationToken)
    {
        MultipartMessage owned = message.Move();
        if (cancellationToken.IsCancellationRequested)
        {
            owned.Dispose();
            return ValueTask.FromCanceled(cancellationToken);
        }

        CheckOwned(owned);
        try
        {
            using (_gate.Enter())
            {
                if (IsAloneInsideLock && TrySendInsideLock(owned, generation))
                {
                    _sent++;
                    return ValueTask.CompletedTask;
                }
            }
        }
        catch
        {
            owned.Dispose();
            ServeAfterFailure();
            throw;
        }

        TiedSendWaiter waiter = new(this, owned, generation);
        PatternAccounting.WaiterRented();
        ValueTask result = waiter.TaskWithoutResult;
        WaitInTurn(_senders, ref _sent, waiter, cancellationToken);
        return result;
    }

    /// <summary>Fails the sends that wait for a connection that has ended.</summary>
    internal void FailTied()
    {
        DecidedOperations decided = default;
        using (_gate.Enter())
        {
            FailTiedInsideLock(ref decided);
        }

        decided.Complete();
    }

    /// <summary>Sends unless the connection of the generation has ended.</summary>
    /// <remarks>
    /// libzmq reports the end of a connection before it releases the pipe, and accepts another peer only after this side has read the
    /// end of that pipe, which sending does not do. So after the reported events were read, under the lock, the message is sent to the
    /// peer of this generation or to none.
    /// </remarks>
    internal bool TrySendInsideLock(MultipartMessage message, long generation) =>
        IsOverInsideLock(generation) ? throw new ConnectionOverException() : _socket.TrySend(message);

    private bool IsOverInsideLock(long generation)
    {
        if (generation != _generation)
        {
            return true;
        }

        Connections?.Pump();
        return Connections is { IsOver: true };
    }

    private void FailTiedInsideLock(ref DecidedOperations decided)
    {
        PooledOperation? waiter = _senders.First;
        while (waiter is not null)
        {
            PooledOperation? next = waiter.Next;
            if (waiter is TiedSendWaiter tied && IsOverInsideLock(tied.Generation))
            {
                _ = _senders.TryRemove(waiter);
                waiter.DecideFailure(new ConnectionOverException());
                decided.Add(waiter);
            }

            waiter = next;
        }

        CheckDrainedInsideLock();
    }
}
