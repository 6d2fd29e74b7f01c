using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns;

/// <content>Sending.</content>
public sealed partial class AsyncSocket
{
    /// <summary>Sends a copy of <paramref name="bytes"/> as a message of one frame; waits while no peer can take it.</summary>
    /// <param name="bytes">The frame; may be reused as soon as this returns, before it completes.</param>
    /// <param name="cancellationToken">Takes the message back, unless libzmq has accepted it.</param>
    /// <returns>A task that completes when libzmq has accepted the message, which does not mean that it was delivered.</returns>
    /// <exception cref="OperationCanceledException">The send was cancelled; the message was not sent.</exception>
    /// <exception cref="InvalidOperationException">Too many sends wait already, or the reactor has failed.</exception>
    /// <exception cref="ObjectDisposedException">The socket is, or was meanwhile, disposed.</exception>
    /// <exception cref="ZmqException">libzmq refused; the message has the reason.</exception>
    internal ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        _options.SendLimits?.Check(bytes.Length);
        return TrySendAlone(bytes.Span)
            ? ValueTask.CompletedTask
            : SendInTurnAsync(OfOneFrame(Frame.Copy(bytes.Span)), cancellationToken);
    }

    /// <summary>Sends a message; waits while no peer can take it.</summary>
    /// <param name="message">The message, which belongs to the socket from now on, whatever the outcome.</param>
    /// <param name="cancellationToken">Takes the message back and disposes it, unless libzmq has accepted it.</param>
    /// <returns>A task that completes when libzmq has accepted the message, which does not mean that it was delivered.</returns>
    /// <exception cref="ArgumentException">The message has no frames.</exception>
    /// <exception cref="OperationCanceledException">The send was cancelled; the message was not sent.</exception>
    /// <exception cref="InvalidOperationException">Too many sends wait already, or the reactor has failed.</exception>
    /// <exception cref="ObjectDisposedException">The message is disposed, or the socket is, or was meanwhile, disposed.</exception>
    /// <exception cref="ZmqException">libzmq refused; the message has the reason.</exception>
    /// <remarks>
    /// A collection expression makes the message: <c>await socket.SendAsync(["42", "hello"], token)</c>. The overload for a
    /// <see cref="Payload"/> cannot take one.
    /// </remarks>
    [OverloadResolutionPriority(1)]
    public ValueTask SendAsync(MultipartMessage message, CancellationToken cancellationToken = default)
    {
        MultipartMessage owned = message.Move();
        if (cancellationToken.IsCancellationRequested)
        {
            owned.Dispose();
            return ValueTask.FromCanceled(cancellationToken);
        }

        CheckOwned(owned);
        return TrySendAlone(owned) ? ValueTask.CompletedTask : SendInTurnAsync(owned, cancellationToken);
    }

    /// <summary>
    /// Sends a message as <see cref="SendAsync(MultipartMessage, CancellationToken)"/> does, and calls back when libzmq accepts it: inside the lock of this
    /// socket, so that code which asks the socket for the end of its connection afterwards sees the effect of the call, too.
    /// </summary>
    /// <param name="message">The message, which belongs to the socket from now on, whatever the outcome.</param>
    /// <param name="onSent">The action; it must not use this socket.</param>
    /// <param name="cancellationToken">Takes the message back and disposes it, unless libzmq has accepted it.</param>
    internal ValueTask SendAsync(MultipartMessage message, Action onSent, CancellationToken cancellationToken)
    {
        MultipartMessage owned = message.Move();
        if (cancellationToken.IsCancellationRequested)
        {
            owned.Dispose();
            return ValueTask.FromCanceled(cancellationToken);
        }

        CheckOwned(owned);
        return SendInTurnAsync(owned, cancellationToken, onSent);
    }

    /// <summary>Sends a frame as a message of its own, without copying it; waits while no peer can take it.</summary>
    /// <param name="frame">The frame, which belongs to the socket from now on, whatever the outcome.</param>
    /// <param name="cancellationToken">Takes the frame back and disposes it, unless libzmq has accepted it.</param>
    /// <returns>A task that completes when libzmq has accepted the message, which does not mean that it was delivered.</returns>
    /// <exception cref="OperationCanceledException">The send was cancelled; the frame was not sent.</exception>
    /// <exception cref="InvalidOperationException">Too many sends wait already, or the reactor has failed.</exception>
    /// <exception cref="ObjectDisposedException">The frame is disposed, or the socket is, or was meanwhile, disposed.</exception>
    /// <exception cref="ZmqException">libzmq refused; the message has the reason.</exception>
    internal ValueTask SendAsync(Frame frame, CancellationToken cancellationToken = default) =>
        SendAsync(OfOneFrame(frame), cancellationToken);

    /// <summary>
    /// Sends a copy of <paramref name="bytes"/> as a message of one frame, if a peer can take it and no other send is pending.
    /// </summary>
    /// <param name="bytes">The frame.</param>
    /// <returns>False when no peer can take it.</returns>
    /// <exception cref="InvalidOperationException">The reactor has failed.</exception>
    /// <exception cref="ObjectDisposedException">The socket is disposed.</exception>
    /// <exception cref="ZmqException">libzmq refused; the message has the reason.</exception>
    [OverloadResolutionPriority(1)]
    public bool TrySend(ReadOnlySpan<byte> bytes)
    {
        _options.SendLimits?.Check(bytes.Length);
        DecidedOperations decided = default;
        try
        {
            using (_gate.Enter())
            {
                ThrowIfClosedInsideLock();
                bool sent = _senders.IsEmpty && _socket.TrySend(bytes);
                _sent += sent ? 1 : 0;
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

    /// <summary>Sends a message, if a peer can take it and no other send is pending.</summary>
    /// <param name="message">The message; it is disposed if the result is true, and the caller still owns it otherwise.</param>
    /// <returns>False when no peer can take it.</returns>
    /// <exception cref="ArgumentException">The message has no frames.</exception>
    /// <exception cref="InvalidOperationException">The reactor has failed.</exception>
    /// <exception cref="ObjectDisposedException">The message is disposed, or the socket is disposed.</exception>
    /// <exception cref="ZmqException">libzmq refused; the message has the reason.</exception>
    public bool TrySend(MultipartMessage message)
    {
        _options.SendLimits?.Check(message);
        DecidedOperations decided = default;
        try
        {
            using (_gate.Enter())
            {
                ThrowIfClosedInsideLock();
                bool sent = _senders.IsEmpty && _socket.TrySend(message);
                _sent += sent ? 1 : 0;
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

    /// <summary>Sends as <see cref="TrySend(MultipartMessage)"/>, on a ROUTER, without an exception if the peer has disconnected.</summary>
    /// <param name="message">The message; it is disposed if the result is true, and the caller still owns it otherwise.</param>
    /// <param name="isPeerGone">Whether no peer with that routing id is connected.</param>
    /// <returns>False when the peer's queue is full or the peer is not connected.</returns>
    internal bool TrySend(MultipartMessage message, out bool isPeerGone)
    {
        _options.SendLimits?.Check(message);
        DecidedOperations decided = default;
        try
        {
            using (_gate.Enter())
            {
                ThrowIfClosedInsideLock();
                isPeerGone = false;
                bool sent = _senders.IsEmpty && _socket.TrySend(message, out isPeerGone);
                _sent += sent ? 1 : 0;
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

    /// <summary>Refuses a message that exceeds the limits of the pattern.</summary>
    /// <exception cref="MessageTooLargeException">The message exceeds a limit.</exception>
    internal void ThrowIfTooLarge(MultipartMessage message) => _options.SendLimits?.Check(message);

    private void CheckOwned(MultipartMessage owned)
    {
        try
        {
            _options.SendLimits?.Check(owned);
        }
        catch
        {
            owned.Dispose();
            throw;
        }
    }

    private static MultipartMessage OfOneFrame(Frame frame)
    {
        MultipartMessage message = MultipartMessage.Create();
        try
        {
            message.Add(frame);
            return message;
        }
        catch
        {
            message.Dispose();
            throw;
        }
    }

    private bool TrySendAlone(ReadOnlySpan<byte> bytes)
    {
        try
        {
            using (_gate.Enter())
            {
                if (IsAloneInsideLock && _socket.TrySend(bytes))
                {
                    _sent++;
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

    private bool TrySendAlone(MultipartMessage owned)
    {
        try
        {
            using (_gate.Enter())
            {
                if (IsAloneInsideLock && _socket.TrySend(owned))
                {
                    _sent++;
                    return true;
                }

                return false;
            }
        }
        catch
        {
            owned.Dispose();
            ServeAfterFailure();
            throw;
        }
    }

    private ValueTask SendInTurnAsync(MultipartMessage owned, CancellationToken cancellationToken, Action? onSent = null)
    {
        SendWaiter waiter = SendWaiter.Rent(owned, onSent);
        ValueTask result = waiter.TaskWithoutResult;
        WaitInTurn(_senders, ref _sent, waiter, cancellationToken);
        return result;
    }
}
