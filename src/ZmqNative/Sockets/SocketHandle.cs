using System.Diagnostics;
using System.Runtime.CompilerServices;
using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>A native socket, safe to close from any thread while another one may be inside a call on it.</summary>
/// <remarks>
/// <code>
///   open --Close, no call running--> closed
///   open --Close, a call runs--> closing --that call returns--> closed
/// </code>
/// libzmq must not see <c>zmq_close</c> while another thread is inside a call on the same socket. A reference count would
/// cost two interlocked operations per message. Instead a call marks itself with plain stores, and the rare closing thread
/// pays for the fence: after <see cref="Interlocked.MemoryBarrierProcessWide"/> either it sees the mark, and leaves the
/// closing to the marked call, or the call sees that the socket is closing, and turns back. If both see each other, both
/// try to close, and the exchange of the pointer lets one through.
/// </remarks>
internal sealed unsafe partial class SocketHandle
{
    private readonly Context _context;

    // Stopping a monitor is the one call that libzmq allows beside any other; this keeps it apart from the closing.
    private readonly Lock _monitorGate = new();
    private SocketMonitor? _monitor;
    private nint _native;
    private bool _busy;

    // One field for both, so that the calls of ordinary sockets look at one only.
    private int _state;

    private readonly StackTrace? _createdAt = Diagnostics.CountsFrames ? new StackTrace(2) : null;
    private int _user;

    public SocketHandle(Context context, SocketType type, void* native)
    {
        _context = context;
        _native = (nint)native;
        Type = type;
        _state = type.IsThreadSafe() ? Shared : Open;
        Accounting.SocketCreated();
    }

    public SocketType Type { get; }

    public string? LastUsedEndpoint { get; set; }

    /// <summary>The endpoints that it is bound to.</summary>
    public ListenerSet Listeners { get; } = new();

    /// <summary>The names that it is bound to or waits for; guarded by <see cref="InprocNames.Gate"/>.</summary>
    public HashSet<string>? InprocNames { get; set; }

    /// <summary>The socket whose monitor sends its events to this one; null for other sockets.</summary>
    public SocketHandle? Monitored { get; set; }

    /// <summary>Whether it sends every new peer a hello or welcome message.</summary>
    public bool Greets { get; set; }

    /// <summary>
    /// Whether the owner closes the socket as soon as a call reports the end of the context. The context must not
    /// close it then: the owner may still poll the descriptor.
    /// </summary>
    public bool ClosesItself { get; set; }

    public bool IsClosed => (Volatile.Read(ref _state) & Closing) != 0;

    /// <summary>The native pointer, unguarded; 0 once closed.</summary>
    public nint Raw => Volatile.Read(ref _native);

    /// <summary>Begins a call; <see cref="Exit"/> must follow whatever happens.</summary>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    /// <exception cref="InvalidOperationException">Another thread is inside a call; checked if <see cref="Diagnostics.ChecksThreads"/>.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void* Enter()
    {
        // Before the mark, so that a late caller does not touch the mark of a call that is still inside.
        if (_state != Open)
        {
            return EnterShared();
        }

        if (Diagnostics.ChecksThreads)
        {
            CheckThread();
        }

        // The mark must come before the check in program order; the fence in Close orders them for the processor.
        Volatile.Write(ref _busy, true);
        if (Volatile.Read(ref _state) != Open)
        {
            Exit();
            ThrowHelper.ThrowSocketClosed(Type);
        }

        return (void*)_native;
    }

    /// <summary>Ends a call, and closes the socket if that was requested meanwhile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Exit()
    {
        if (Diagnostics.ChecksThreads)
        {
            Volatile.Write(ref _user, 0);
        }

        Volatile.Write(ref _busy, false);
        if (Volatile.Read(ref _state) != Open)
        {
            ExitSharedOrClosing();
        }
    }

    /// <summary>Closes the socket, now or when the call that runs on it returns. Idempotent.</summary>
    public void Close()
    {
        int state = Interlocked.Or(ref _state, Closing);
        if ((state & Closing) != 0)
        {
            return;
        }

        if (state == Shared)
        {
            CloseShared();
            return;
        }

        Interlocked.MemoryBarrierProcessWide();
        if (!Volatile.Read(ref _busy))
        {
            CloseNative();
        }
    }

    /// <summary>A line for reports of sockets left open.</summary>
    public string Describe()
    {
        string text = LastUsedEndpoint is { } endpoint ? $"{Type.NativeName()} socket at {endpoint}" : $"{Type.NativeName()} socket";
        return _createdAt is { } createdAt ? $"{text}, created{Environment.NewLine}{createdAt}" : text;
    }

    /// <summary>Starts monitoring, which ends an earlier monitor. To be called inside <see cref="Enter"/>.</summary>
    /// <returns>0, or the error number.</returns>
    public int StartMonitor(SocketMonitor monitor, byte* endpoint, SocketEvents events, bool draft)
    {
        lock (_monitorGate)
        {
            int result = draft
                ? LibzmqDraft.zmq_socket_monitor_versioned(
                    (void*)_native, endpoint, (ulong)events, LibzmqDraft.ZMQ_CURRENT_EVENT_VERSION_DRAFT, Libzmq.ZMQ_PAIR)
                : Libzmq.zmq_socket_monitor((void*)_native, endpoint, (int)events);
            int errno = Libzmq.zmq_errno();
            if (result != 0)
            {
                return errno;
            }

            _monitor = monitor;
            return 0;
        }
    }

    /// <summary>
    /// Ends monitoring, unless a later monitor has replaced the one with this receiver or the socket is closed. From any thread, during any
    /// call.
    /// </summary>
    public void StopMonitor(SocketHandle receiver)
    {
        lock (_monitorGate)
        {
            if (_monitor?.Socket.Guard == receiver && _native != 0)
            {
                _ = Libzmq.zmq_socket_monitor((void*)_native, null, 0);
                _monitor = null;
                _context.NoteReaping();
            }
        }
    }

    // Kept out of the methods that send and receive, into each of which the compiler would otherwise copy it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CloseNative()
    {
        // libzmq sends the events of a socket until it has destroyed it, which is later than the close while messages linger, and a send
        // without a receiver blocks its I/O thread or its reaper for good. So it is stopped before either end is closed.
        Monitored?.StopMonitor(this);
        lock (_monitorGate)
        {
            nint native = Interlocked.Exchange(ref _native, 0);
            if (native == 0)
            {
                return;
            }

            if (_monitor is not null)
            {
                _ = Libzmq.zmq_socket_monitor((void*)native, null, 0);
                _monitor = null;
            }

            _ = Libzmq.zmq_close((void*)native);
        }

        Listeners.EndAll();
        Accounting.SocketClosed();
        _context.Closed(this);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CheckThread()
    {
        int me = Environment.CurrentManagedThreadId;
        int other = Interlocked.CompareExchange(ref _user, me, 0);
        if (other != 0)
        {
            throw new InvalidOperationException(
                $"Thread {me} called into the {Type.NativeName()} socket while thread {other} was inside a call on it. " +
                "A socket is for one thread at a time; use one socket per thread, or an async socket of ZmqNative.Patterns.");
        }
    }
}
