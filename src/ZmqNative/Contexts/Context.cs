using System.Diagnostics;
using System.Text;
using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>A libzmq context: the I/O threads, and the sockets and the <c>inproc://</c> names that belong together.</summary>
/// <remarks>
/// One context per process is the rule. It may be used from any thread. Dispose it last: that shuts it down, closes
/// sockets which were left open, and waits, for a bounded time, until libzmq has sent what lingers. No finalizer ever
/// terminates a context: one that is never disposed keeps its threads until the process ends.
/// </remarks>
public sealed unsafe partial class Context : IDisposable, IAsyncDisposable
{
    /// <summary>The longest time that <see cref="Dispose"/> waits for lingering messages: 10 seconds.</summary>
    public static readonly TimeSpan DisposeTimeout = TimeSpan.FromSeconds(10);

    // Guards _open, _native and _termination: sockets come and go on any thread while another one terminates. It is held
    // while native calls use the context, so that none of them meets a context that is being freed.
    private readonly object _gate = new();
    private readonly HashSet<SocketHandle> _open = [];
    private void* _native;
    private Thread? _termination;

    /// <summary>Creates a context; its I/O threads start with its first socket.</summary>
    /// <exception cref="DllNotFoundException">No libzmq could be loaded; the message lists what was tried.</exception>
    /// <exception cref="ZmqException">The process has no file descriptors left (<c>EMFILE</c>).</exception>
    /// <remarks>
    /// A context needs 2 file descriptors for itself and 2 for each I/O thread, a socket 1, a connection or listener 1. Where none are
    /// left, calls fail with <c>EMFILE</c> as far as can be seen before. libzmq ends the process when it fails in one of its own threads:
    /// when a connection is accepted over <c>ipc://</c>, or the source address of a connection is looked up.
    /// </remarks>
    public Context()
    {
        _native = Libzmq.zmq_ctx_new();
        if (_native == null)
        {
            ThrowHelper.Throw(Libzmq.zmq_errno(), "create a context");
        }

        Accounting.ContextCreated();
    }

    /// <summary>The native <c>void *context</c>, for calls through <see cref="Libzmq"/>; 0 once terminated.</summary>
    public nint Handle => (nint)_native;

    /// <summary>The number of sockets that are open now.</summary>
    public int OpenSockets
    {
        get
        {
            lock (_gate)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>Whether <see cref="Shutdown"/>, <see cref="Terminate"/> or <see cref="Dispose"/> was called.</summary>
    public bool IsShutdown { get; private set; }

    /// <summary>The <c>inproc://</c> names of this context.</summary>
    internal InprocNames InprocNames { get; } = new();

    /// <summary>Creates a socket. Its <see cref="Socket.Linger"/> is 1 second, where libzmq's own default is for ever.</summary>
    /// <param name="type">The type of the socket.</param>
    /// <returns>A socket for one thread at a time; dispose it.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="type"/> is no socket type.</exception>
    /// <exception cref="NotSupportedException">It is a draft type and libzmq was built without its draft API.</exception>
    /// <exception cref="ObjectDisposedException">The context is terminated.</exception>
    /// <exception cref="ContextTerminatedException">The context was shut down.</exception>
    /// <exception cref="ZmqException">
    /// <see cref="MaxSockets"/> are open already, or the process has no file descriptors left (<c>EMFILE</c>); the message names which.
    /// </exception>
    /// <remarks>
    /// libzmq gives the place of a closed socket back some time after <see cref="Socket.Dispose"/> has returned: typically within a
    /// millisecond, and when its messages have been sent or its <see cref="Socket.Linger"/> has passed. When none is left but fewer
    /// than <see cref="MaxSockets"/> are open, this waits for it, at most 2 seconds.
    /// </remarks>
    public Socket CreateSocket(SocketType type)
    {
        type.Validate();
        SocketHandle? handle;
        Deadline limit = new(LongestReaping);
        SpinWait spin = default;
        while ((handle = TryCreate(type, out int errno)) is null)
        {
            if (errno != Errno.EMFILE || !WaitForReaper(limit, ref spin))
            {
                ThrowHelper.Throw(errno, $"create {type.NativeName()} socket");
            }
        }

        Socket socket = new(this, handle);
        try
        {
            socket.Linger = Socket.DefaultLinger;
        }
        catch
        {
            // The context was shut down meanwhile: a socket without an owner would keep it from ending.
            socket.Dispose();
            throw;
        }

        return socket;
    }

    /// <summary>
    /// Makes every blocked and later call on the context's sockets fail with <see cref="ContextTerminatedException"/>, from
    /// any thread; closing them still works. Calling it again does nothing.
    /// </summary>
    public void Shutdown()
    {
        lock (_gate)
        {
            IsShutdown = true;
            if (_native != null)
            {
                _ = Libzmq.zmq_ctx_shutdown(_native);
            }
        }
    }

    /// <summary>
    /// Shuts the context down, waits until its owners have closed all sockets and libzmq has sent what lingers, and frees
    /// it. May be called again after a failure.
    /// </summary>
    /// <param name="timeout">The longest wait; not negative.</param>
    /// <exception cref="ContextBusyException">
    /// Sockets are still open, or messages still linger. The message lists the sockets, and where each was created if the
    /// switch <c>ZmqNative.ReportLeaks</c> is set.
    /// </exception>
    public void Terminate(TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        Shutdown();

        // Threads cannot wait longer than that at once, and 24 days are long enough.
        Deadline deadline = new(TimeSpan.FromMilliseconds(Math.Min(timeout.TotalMilliseconds, int.MaxValue)));
        lock (_gate)
        {
            if (!WaitUntilClosedInsideLock(deadline))
            {
                throw new ContextBusyException(Report());
            }
        }

        if (!TryFree(deadline))
        {
            throw new ContextBusyException(
                "The context is still sending messages of closed sockets. Give it more time, or set a shorter Linger.");
        }
    }

    /// <summary>
    /// Shuts the context down, closes the sockets that are still open, and blocks the calling thread until libzmq has sent the messages
    /// that linger, at most for <see cref="DisposeTimeout"/>, 10 seconds. Use <see cref="DisposeAsync"/> on a thread that must not block,
    /// such as that of a user interface.
    /// </summary>
    /// <remarks>
    /// A socket that another thread is using is closed when its call returns. After the time-out libzmq finishes in the background. Without
    /// a file descriptor for that, nothing is freed; dispose the context again later then.
    /// </remarks>
    public void Dispose()
    {
        Shutdown();
        SocketHandle[] left;
        lock (_gate)
        {
            left = [.. _open];
            if (left.Length > 0)
            {
                // In Debug builds for the debugger, with the switch for listeners of traces.
                Debug.WriteLine(Report());
                if (Diagnostics.ReportsLeaks)
                {
                    Trace.TraceWarning(Report());
                }
            }
        }

        foreach (SocketHandle socket in left)
        {
            if (!socket.ClosesItself)
            {
                socket.Close();
            }
        }

        // libzmq never ends a context when one of its sockets connects to an inproc name that is not bound while
        // zmq_ctx_term has begun: threads that are inside a call must come out first.
        Deadline deadline = new(DisposeTimeout);
        lock (_gate)
        {
            _ = WaitUntilClosedInsideLock(deadline);
        }

        _ = TryFree(deadline);
    }

    /// <summary>Throws if all sockets are in use and an inproc connection would wait for its peer.</summary>
    internal void ThrowIfNoPlaceToWait(string endpoint)
    {
        if (InprocNames.IsFree(endpoint) && !IsShutdown && OpenSockets + InprocNames.Slots >= MaxSockets)
        {
            // At the end libzmq makes a socket for each connection that waits, and aborts when it cannot.
            ThrowHelper.Throw(Errno.EMFILE, "wait for a peer", endpoint, "at");
        }
    }

    /// <summary>Forgets a socket that has just been closed.</summary>
    internal void Closed(SocketHandle socket)
    {
        InprocNames.Closed(socket);
        NoteReaping();
        lock (_gate)
        {
            if (_open.Remove(socket) && _open.Count == 0)
            {
                Monitor.PulseAll(_gate);
            }
        }
    }

    // Null and the error number when libzmq makes none.
    private SocketHandle? TryCreate(SocketType type, out int errno)
    {
        lock (_gate)
        {
            if (_native == null)
            {
                ThrowHelper.ThrowDisposed(nameof(Context));
            }

            RequireDescriptorsInsideLock(type);
            int waiting = InprocNames.Slots;
            if (waiting > 0 && !IsShutdown && _open.Count + waiting >= GetOption(Libzmq.ZMQ_MAX_SOCKETS))
            {
                // The connections that wait over inproc need the places that are left.
                ThrowHelper.Throw(Errno.EMFILE, $"create {type.NativeName()} socket");
            }

            void* native = Libzmq.zmq_socket(_native, (int)type);
            errno = native == null ? Libzmq.zmq_errno() : 0;
            if (native == null)
            {
                return null;
            }

            _threadsStarted = true;
            _hasNetwork = GetOption(Libzmq.ZMQ_IO_THREADS) > 0;
            SocketHandle handle = new(this, type, native);
            _open.Add(handle);
            return handle;
        }
    }

    private bool WaitUntilClosedInsideLock(Deadline deadline)
    {
        while (_open.Count > 0)
        {
            int left = deadline.MillisecondsLeft;
            if (left == 0)
            {
                return false;
            }

            _ = Monitor.Wait(_gate, left);
        }

        return true;
    }

    // zmq_ctx_term blocks while messages linger, so it runs on a thread of its own and only the wait for it is bounded.
    private bool TryFree(Deadline deadline)
    {
        // Sockets that were closed give their descriptors back soon.
        bool canStart = Descriptors.AreLeft(Descriptors.ForThread)
            || (!EndsAtOnce && SpinWait.SpinUntil(static () => Descriptors.AreLeft(Descriptors.ForThread), deadline.MillisecondsLeft));
        Thread? termination;
        lock (_gate)
        {
            if (_native != null)
            {
                nint native = (nint)_native;
                if (!canStart && !EndsAtOnce)
                {
                    return false;
                }

                _native = null;
                if (!canStart)
                {
                    Free((void*)native);
                    return true;
                }

                _termination = new Thread(() => Free((void*)native)) { IsBackground = true, Name = "ZmqNative context end" };
                try
                {
                    _termination.UnsafeStart();
                }
                catch (OutOfMemoryException)
                {
                    // Another thread took the descriptor.
                    _native = (void*)native;
                    _termination = null;
                    return false;
                }
            }

            termination = _termination;
        }

        return termination is null || termination.Join(deadline.MillisecondsLeft);
    }

    private void Free(void* native)
    {
        AwaitDescriptorsForNames();

        // A signal may interrupt the wait; libzmq asks to call again then.
        while (Libzmq.zmq_ctx_term(native) != 0 && Libzmq.zmq_errno() == Errno.EINTR)
        {
        }

        Accounting.ContextEnded();
    }

    private string Report()
    {
        StringBuilder text = new($"{_open.Count} socket(s) of the context are still open; close them before it:");
        foreach (SocketHandle socket in _open)
        {
            _ = text.AppendLine().Append("  ").Append(socket.Describe());
        }

        return text.ToString();
    }
}
