using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>libzmq's own poller, for sockets of the thread-safe draft types: it has a descriptor, which those sockets lack.</summary>
/// <remarks>
/// <para>
/// The sockets may be used by other threads while it waits; the poller itself is for one thread at a time, and checks that. For other
/// types of sockets there is <see cref="Poller"/>, which takes thread-safe ones, too, but passes them to libzmq at each poll.
/// </para>
/// <para>
/// It holds its sockets: one that is disposed is closed when it is removed, or when the poller is disposed. Until then the context
/// cannot end, so dispose the poller before it.
/// </para>
/// </remarks>
[Experimental(Experiments.Draft)]
public sealed unsafe partial class ThreadSafePoller : IDisposable
{
    private readonly List<Entry?> _entries = [];
    private void* _poller;
    private byte* _events;
    private int _capacity;
    private int _busy;

    /// <summary>Creates a poller without sockets.</summary>
    /// <exception cref="NotSupportedException">libzmq was built without its draft API.</exception>
    public ThreadSafePoller()
    {
        Zmq.RequireDraft(nameof(ThreadSafePoller));
        _poller = LibzmqDraft.zmq_poller_new();
        if (_poller == null)
        {
            ThrowHelper.Throw(Libzmq.zmq_errno(), "create a poller");
        }
    }

    /// <summary>Releases the sockets of a poller that was not disposed.</summary>
    ~ThreadSafePoller() => Free();

    /// <summary>The number of sockets and file descriptors.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// A descriptor that turns readable when a socket of the poller may have become ready: edge-triggered, so call <see cref="Wait"/>
    /// without waiting until it finds nothing, after adding sockets and after every signal. It says nothing about the file descriptors in
    /// the poller. An <c>int</c> on Unix, a <c>SOCKET</c> on Windows.
    /// </summary>
    /// <exception cref="InvalidOperationException">The poller never had a socket: libzmq makes the descriptor for the first one.</exception>
    /// <exception cref="ObjectDisposedException">The poller is disposed.</exception>
    public nint FileDescriptor
    {
        get
        {
            using Use use = new(this);
            nint descriptor = 0;
            return LibzmqDraft.zmq_poller_fd(_poller, &descriptor) == 0
                ? descriptor
                : throw new InvalidOperationException("The poller has no descriptor before its first socket.");
        }
    }

    /// <summary>Adds a socket; it may be there only once.</summary>
    /// <param name="socket">A socket of a thread-safe type.</param>
    /// <param name="events"><see cref="PollEvents.In"/>, <see cref="PollEvents.Out"/>, or both.</param>
    /// <param name="tag">An object of the caller that comes back with the events of this entry.</param>
    /// <exception cref="ArgumentNullException"><paramref name="socket"/> is null.</exception>
    /// <exception cref="ArgumentException">The socket is there already, or of a type for one thread.</exception>
    /// <exception cref="ZmqException">There are no descriptors left (<c>EMFILE</c>), or no such events (<c>EINVAL</c>).</exception>
    /// <exception cref="ObjectDisposedException">The poller or the socket is disposed.</exception>
    public void Add(Socket socket, PollEvents events, object? tag = null)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (!socket.Guard.IsShared)
        {
            throw new ArgumentException(
                $"A {socket.Type.NativeName()} socket is for one thread at a time; this poller takes the thread-safe types. Use Poller.", nameof(socket));
        }

        using Use use = new(this);
        if (Find(socket, 0) >= 0)
        {
            throw new ArgumentException("The socket is in this poller already.", nameof(socket));
        }

        // Inside until it is removed: libzmq looks at its sockets whenever the poller is used, and at its end.
        void* native = socket.Guard.Enter();
        int number = NextNumber();
        if (LibzmqDraft.zmq_poller_add(_poller, native, (void*)number, (short)events) != 0)
        {
            int errno = Libzmq.zmq_errno();
            socket.Guard.Exit();
            ThrowHelper.Throw(errno, $"add {socket} to a poller");
        }

        Put(number, new Entry(socket, 0, tag, (nint)native));
    }

    /// <summary>Adds a file descriptor; it may be there only once.</summary>
    /// <param name="fileDescriptor">An open descriptor: an <c>int</c> on Unix, a <c>SOCKET</c> on Windows.</param>
    /// <param name="events">The events to wait for.</param>
    /// <param name="tag">An object of the caller that comes back with the events of this entry.</param>
    /// <exception cref="ArgumentException">The descriptor is there already.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fileDescriptor"/> is no descriptor's number.</exception>
    /// <exception cref="ZmqException">There are no such events (<c>EINVAL</c>).</exception>
    /// <exception cref="ObjectDisposedException">The poller is disposed.</exception>
    public void Add(nint fileDescriptor, PollEvents events, object? tag = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fileDescriptor);
        if (!OperatingSystem.IsWindows())
        {
            // It would be cut to another descriptor's number.
            ArgumentOutOfRangeException.ThrowIfGreaterThan(fileDescriptor, int.MaxValue);
        }

        using Use use = new(this);
        if (Find(null, fileDescriptor) >= 0)
        {
            throw new ArgumentException("The descriptor is in this poller already.", nameof(fileDescriptor));
        }

        int number = NextNumber();
        if (LibzmqDraft.zmq_poller_add_fd(_poller, fileDescriptor, (void*)number, (short)events) != 0)
        {
            ThrowHelper.Throw(Libzmq.zmq_errno(), $"add descriptor {fileDescriptor} to a poller");
        }

        Put(number, new Entry(null, fileDescriptor, tag, 0));
    }

    /// <summary>Changes the events to wait for on a socket.</summary>
    /// <param name="socket">A socket of the poller.</param>
    /// <param name="events">The events to wait for from now on.</param>
    /// <exception cref="ArgumentException">The socket is not in the poller.</exception>
    /// <exception cref="ZmqException">There are no such events (<c>EINVAL</c>).</exception>
    /// <exception cref="ObjectDisposedException">The poller is disposed.</exception>
    public void Modify(Socket socket, PollEvents events)
    {
        using Use use = new(this);
        int number = Find(socket, 0);
        if (socket is null || number < 0)
        {
            throw new ArgumentException("The socket is not in this poller.", nameof(socket));
        }

        if (LibzmqDraft.zmq_poller_modify(_poller, (void*)_entries[number]!.Native, (short)events) != 0)
        {
            ThrowHelper.Throw(Libzmq.zmq_errno(), $"change the events of {socket} in a poller");
        }
    }

    /// <summary>Changes the events to wait for on a file descriptor.</summary>
    /// <param name="fileDescriptor">A descriptor of the poller.</param>
    /// <param name="events">The events to wait for from now on.</param>
    /// <exception cref="ArgumentException">The descriptor is not in the poller.</exception>
    /// <exception cref="ZmqException">There are no such events (<c>EINVAL</c>).</exception>
    /// <exception cref="ObjectDisposedException">The poller is disposed.</exception>
    public void Modify(nint fileDescriptor, PollEvents events)
    {
        using Use use = new(this);
        if (Find(null, fileDescriptor) < 0)
        {
            throw new ArgumentException("The descriptor is not in this poller.", nameof(fileDescriptor));
        }

        if (LibzmqDraft.zmq_poller_modify_fd(_poller, fileDescriptor, (short)events) != 0)
        {
            ThrowHelper.Throw(Libzmq.zmq_errno(), $"change the events of descriptor {fileDescriptor} in a poller");
        }
    }

    /// <summary>Removes a socket, which is closed now if it was disposed meanwhile.</summary>
    /// <param name="socket">The socket.</param>
    /// <returns>False if it is not in the poller.</returns>
    /// <exception cref="ObjectDisposedException">The poller is disposed.</exception>
    public bool Remove(Socket socket)
    {
        using Use use = new(this);
        int number = Find(socket, 0);
        if (socket is null || number < 0)
        {
            return false;
        }

        _ = LibzmqDraft.zmq_poller_remove(_poller, (void*)_entries[number]!.Native);
        Take(number);
        socket.Guard.Exit();
        return true;
    }

    /// <summary>Removes a file descriptor.</summary>
    /// <param name="fileDescriptor">The descriptor.</param>
    /// <returns>False if it is not in the poller.</returns>
    /// <exception cref="ObjectDisposedException">The poller is disposed.</exception>
    public bool Remove(nint fileDescriptor)
    {
        using Use use = new(this);
        int number = Find(null, fileDescriptor);
        if (number < 0)
        {
            return false;
        }

        _ = LibzmqDraft.zmq_poller_remove_fd(_poller, fileDescriptor);
        Take(number);
        return true;
    }

    /// <summary>Waits until something is ready.</summary>
    /// <param name="ready">
    /// Where to put what is ready. When it is too short for all, those that were added first come first, at each call.
    /// </param>
    /// <param name="timeout">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    /// <returns>The number of events that were written; 0 after the time-out.</returns>
    /// <exception cref="ArgumentException"><paramref name="ready"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative but not infinite.</exception>
    /// <exception cref="ContextTerminatedException">A context was shut down.</exception>
    /// <exception cref="InvalidOperationException">
    /// There is nothing to wait for, without a time-out; or another thread uses the poller.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The poller or one of its sockets is disposed; remove that one.</exception>
    public int Wait(Span<PollerEvent> ready, TimeSpan timeout)
    {
        Deadline deadline = new(timeout);
        if (ready.IsEmpty)
        {
            throw new ArgumentException("The span is empty; it needs at least one place for an event.", nameof(ready));
        }

        using Use use = new(this);
        foreach (Entry? entry in _entries)
        {
            if (entry?.Socket is { } socket)
            {
                ObjectDisposedException.ThrowIf(socket.IsClosed, socket);
            }
        }

        int found, errno;
        do
        {
            found = LibzmqDraft.zmq_poller_wait_all(
                _poller, Buffer(), Math.Min(ready.Length, _capacity), new CLong(deadline.MillisecondsLeft));
            errno = Libzmq.zmq_errno();
        }
        while (found < 0 && errno == Errno.EINTR);

        for (int i = 0; i < found; i++)
        {
            (PollEvents events, int number) = PollerEvents.Read(_events + (i * PollerEvents.Size));
            Entry entry = _entries[number]!;
            ready[i] = new PollerEvent(entry.Socket, entry.FileDescriptor, events, entry.Tag);
        }

        return found >= 0 ? found : errno == Errno.EAGAIN ? 0 : throw Failed(errno);
    }

    /// <summary>Frees the poller; its sockets stay open.</summary>
    /// <exception cref="InvalidOperationException">Another thread uses the poller.</exception>
    public void Dispose()
    {
        if (_poller != null)
        {
            using Use use = new(this);
            Free();
        }

        GC.SuppressFinalize(this);
    }

    private static Exception Failed(int errno) => errno == Errno.EFAULT
        ? new InvalidOperationException("The poller would wait for ever: it has nothing to wait for. Add a socket or descriptor, or give a time-out.")
        : ThrowHelper.Create(errno, "wait for the sockets and descriptors of a poller");

    private void Free()
    {
        void* poller = _poller;
        _poller = null;
        if (poller != null)
        {
            _ = LibzmqDraft.zmq_poller_destroy(&poller);
        }

        NativeMemory.Free(_events);
        _events = null;
        foreach (Entry? entry in _entries)
        {
            entry?.Socket?.Guard.Exit();
        }

        _entries.Clear();
        Count = 0;
    }
}
