namespace ZmqNative.Patterns;

/// <content>The raw socket for the user.</content>
public sealed partial class AsyncSocket
{
    // 1 after the reactor has found the socket in exclusive use, and has stopped polling it for a while.
    private int _passedOver;

    /// <summary>Reads or sets options, or subscribes, on the raw socket, while no other operation uses it.</summary>
    /// <remarks>
    /// Until the action returns, other operations of this socket wait, and so do calls that cancel one of them; the reactor still serves
    /// its other sockets. An action that waits for another thread which uses this socket never ends.
    /// </remarks>
    /// <param name="configure">
    /// The action. It must not send, receive or keep the raw socket, and must not use this object: that throws
    /// <see cref="LockRecursionException"/>.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="configure"/> is null.</exception>
    /// <exception cref="LockRecursionException">The caller is such an action of this socket.</exception>
    /// <exception cref="ObjectDisposedException">The socket is disposed.</exception>
    public void Configure(Action<Socket> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        Configure(static (socket, action) => action(socket), configure);
    }

    /// <summary>Reads or sets options, or subscribes, on the raw socket, while no other operation uses it, without a closure.</summary>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="configure">The action, as for <see cref="Configure(Action{Socket})"/>.</param>
    /// <param name="state">The state that is passed to the action.</param>
    /// <exception cref="ArgumentNullException"><paramref name="configure"/> is null.</exception>
    /// <exception cref="LockRecursionException">The caller is such an action of this socket.</exception>
    /// <exception cref="ObjectDisposedException">The socket is disposed.</exception>
    public void Configure<TState>(Action<Socket, TState> configure, TState state)
    {
        ArgumentNullException.ThrowIfNull(configure);
        SpinThenParkLock.Scope exclusively = _gate.EnterExclusively();
        DecidedOperations decided = default;
        try
        {
            using (exclusively)
            {
                ConfigureInsideLock(configure, state, ref decided);
            }
        }
        catch
        {
            ServeAfterFailure();
            throw;
        }
        finally
        {
            PollIfPassedOver();
            decided.Complete();
        }
    }

    /// <summary>Configures as <see cref="Configure{TState}"/> does, for short code of this library that calls no user code.</summary>
    internal void ConfigureShortly(Action<Socket> configure) =>
        ConfigureShortly(static (socket, action) => action(socket), configure);

    /// <summary>Configures as <see cref="Configure{TState}"/> does, for short code of this library that calls no user code.</summary>
    internal void ConfigureShortly<TState>(Action<Socket, TState> configure, TState state)
    {
        DecidedOperations decided = default;
        try
        {
            using (_gate.Enter())
            {
                ConfigureInsideLock(configure, state, ref decided);
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

    private void ConfigureInsideLock<TState>(Action<Socket, TState> configure, TState state, ref DecidedOperations decided)
    {
        ThrowIfClosedInsideLock();
        configure(_socket, state);

        // Setting an option makes libzmq process its commands, which may have been the signal for a waiter.
        ServeIfWaitedForInsideLock(ref decided);
    }

    // For the reactor's thread, which must not wait for user code.
    private bool TryEnterOrPassOver()
    {
        if (_gate.TryEnter())
        {
            return true;
        }

        // Both sides have a full fence between their two steps: either the end of the exclusive use sees the mark, or it has come
        // before the second attempt.
        _ = Interlocked.Exchange(ref _passedOver, 1);
        return _gate.TryEnter();
    }

    private void PollIfPassedOver()
    {
        if (Interlocked.Exchange(ref _passedOver, 0) != 0)
        {
            _reactor.Watch(this);
        }
    }
}
