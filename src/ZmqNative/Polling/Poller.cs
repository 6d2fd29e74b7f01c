using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>Waits on many sockets and file descriptors at once.</summary>
/// <remarks>
/// For one thread at a time, the same one that uses the sockets. The native item array is kept between polls: polling
/// allocates nothing. A socket may be closed, from any thread, while it is in a poller: a poll that is under way ends
/// first, and the next one throws.
/// </remarks>
public sealed unsafe class Poller : IDisposable
{
    private const int InitialCapacity = 16;

    private readonly List<PollRegistration> _registrations = new(InitialCapacity);
    private byte* _items;
    private int _capacity;

    /// <summary>Creates a poller without sockets.</summary>
    public Poller()
    {
        _capacity = InitialCapacity;
        _items = (byte*)NativeMemory.Alloc((nuint)(_capacity * PollItems.Size));
    }

    /// <summary>Frees the native items of a poller that was not disposed.</summary>
    ~Poller() => NativeMemory.Free(_items);

    /// <summary>The number of sockets and file descriptors.</summary>
    public int Count => _registrations.Count;

    /// <summary>Those that the last <see cref="Poll"/> found ready. Changing the poller ends the enumeration's meaning.</summary>
    public ReadyEnumerable Ready => new(this);

    /// <summary>Adds a socket; it may be there only once.</summary>
    /// <param name="socket">The socket, used by the thread that polls.</param>
    /// <param name="events"><see cref="PollEvents.In"/>, <see cref="PollEvents.Out"/>, or both.</param>
    /// <param name="tag">An object of the caller that comes back with the events of this entry.</param>
    /// <returns>The entry, whose <see cref="PollRegistration.Ready"/> each poll sets.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="socket"/> is null.</exception>
    /// <exception cref="ArgumentException">The socket is there already.</exception>
    /// <exception cref="ObjectDisposedException">The poller or the socket is disposed.</exception>
    public PollRegistration Add(Socket socket, PollEvents events, object? tag = null)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (socket.IsClosed)
        {
            ThrowHelper.ThrowSocketClosed(socket.Type);
        }

        foreach (PollRegistration other in _registrations)
        {
            if (other.Socket == socket)
            {
                throw new ArgumentException("The socket is in this poller already; change the events of its entry.", nameof(socket));
            }
        }

        return Add(socket, 0, events, tag);
    }

    /// <summary>Adds a file descriptor.</summary>
    /// <param name="fileDescriptor">An open descriptor: an <c>int</c> on Unix, a <c>SOCKET</c> on Windows.</param>
    /// <param name="events">The events to wait for.</param>
    /// <param name="tag">An object of the caller that comes back with the events of this entry.</param>
    /// <returns>The entry, whose <see cref="PollRegistration.Ready"/> each poll sets.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fileDescriptor"/> is no descriptor's number.</exception>
    /// <exception cref="ObjectDisposedException">The poller is disposed.</exception>
    public PollRegistration Add(nint fileDescriptor, PollEvents events, object? tag = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fileDescriptor);
        if (!OperatingSystem.IsWindows())
        {
            // It would be cut to another descriptor's number.
            ArgumentOutOfRangeException.ThrowIfGreaterThan(fileDescriptor, int.MaxValue);
        }

        return Add(null, fileDescriptor, events, tag);
    }

    /// <summary>Removes an entry; the last one takes its place.</summary>
    /// <param name="registration">The entry.</param>
    /// <returns>False if it was removed before.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="registration"/> is null.</exception>
    /// <exception cref="ArgumentException">It belongs to another poller.</exception>
    /// <exception cref="ObjectDisposedException">The poller is disposed.</exception>
    public bool Remove(PollRegistration registration)
    {
        ArgumentNullException.ThrowIfNull(registration);
        ThrowIfDisposed();
        if (!registration.IsRegistered)
        {
            return false;
        }

        int index = registration.Index;
        if (index >= Count || _registrations[index] != registration)
        {
            throw new ArgumentException("The entry belongs to another poller.", nameof(registration));
        }

        int last = Count - 1;
        if (index != last)
        {
            PollRegistration moved = _registrations[last];
            _registrations[index] = moved;
            moved.Index = index;
            NativeMemory.Copy(Item(last), Item(index), (nuint)PollItems.Size);
        }

        _registrations.RemoveAt(last);
        registration.Index = -1;
        registration.Ready = PollEvents.None;
        return true;
    }

    /// <summary>Waits until something is ready.</summary>
    /// <param name="timeout">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    /// <returns>The number of entries that are ready; 0 after the time-out.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative but not infinite.</exception>
    /// <exception cref="ContextTerminatedException">A context was shut down.</exception>
    /// <exception cref="InvalidOperationException">
    /// Without a time-out, and there is nothing to wait for: no entry, or sockets with <see cref="PollEvents.None"/> alone.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The poller or one of its sockets is disposed.</exception>
    /// <exception cref="ZmqException">A file descriptor is bad.</exception>
    public int Poll(TimeSpan timeout)
    {
        ThrowIfDisposed();
        Deadline deadline = new(timeout);
        if (deadline.IsNever && WaitsForNothing())
        {
            throw new InvalidOperationException(
                "The poller would wait for ever: it has nothing to wait for. Add a socket or descriptor, or give a time-out.");
        }

        int entered = 0;
        int result, errno;
        try
        {
            for (; entered < Count; entered++)
            {
                if (_registrations[entered].Socket is { } socket)
                {
                    PollItems.WriteSocket(Item(entered), socket.Guard.Enter());
                }
            }

            do
            {
                result = Libzmq.zmq_poll(_items, Count, new CLong(deadline.MillisecondsLeft));
                errno = Libzmq.zmq_errno();
            }
            while (result < 0 && errno == Errno.EINTR);
        }
        finally
        {
            for (int i = 0; i < entered; i++)
            {
                _registrations[i].Socket?.Guard.Exit();
            }
        }

        for (int i = 0; i < Count; i++)
        {
            _registrations[i].Ready = result > 0 ? PollItems.ReadReady(Item(i)) : PollEvents.None;
        }

        if (result < 0)
        {
            ThrowHelper.Throw(errno, $"poll {Count} sockets and descriptors");
        }

        return result;
    }

    /// <summary>Frees the native items; the sockets stay open.</summary>
    public void Dispose()
    {
        if (_items != null)
        {
            NativeMemory.Free(_items);
            _items = null;
            foreach (PollRegistration registration in _registrations)
            {
                registration.Index = -1;
                registration.Ready = PollEvents.None;
            }

            _registrations.Clear();
        }

        GC.SuppressFinalize(this);
    }

    internal void SetEvents(PollRegistration registration, PollEvents events)
    {
        ThrowIfDisposed();
        if (!registration.IsRegistered)
        {
            throw new InvalidOperationException("The entry was removed from its poller.");
        }

        PollItems.WriteEvents(Item(registration.Index), events);
    }

    private PollRegistration Add(Socket? socket, nint fileDescriptor, PollEvents events, object? tag)
    {
        ThrowIfDisposed();
        if (Count == _capacity)
        {
            _capacity *= 2;
            _items = (byte*)NativeMemory.Realloc(_items, (nuint)(_capacity * PollItems.Size));
        }

        PollRegistration registration = new(this, Count, socket, fileDescriptor, events) { Tag = tag };
        PollItems.Write(Item(Count), socket is null ? null : (void*)socket.Handle, fileDescriptor, events);
        _registrations.Add(registration);
        return registration;
    }

    // A descriptor reports errors also when nothing else is asked for.
    private bool WaitsForNothing()
    {
        foreach (PollRegistration registration in _registrations)
        {
            if (registration.Socket is null || registration.Events != PollEvents.None)
            {
                return false;
            }
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* Item(int index) => _items + (index * PollItems.Size);

    private void ThrowIfDisposed()
    {
        if (_items == null)
        {
            ThrowHelper.ThrowDisposed(nameof(Poller));
        }
    }

    /// <summary>The entries that are ready.</summary>
    [SuppressMessage("Design", "CA1034", Justification = "The pattern of List<T>.Enumerator.")]
    [SuppressMessage("Performance", "CA1815", Justification = "Enumerables are not compared.")]
    public readonly struct ReadyEnumerable
    {
        private readonly Poller _poller;

        internal ReadyEnumerable(Poller poller) => _poller = poller;

        /// <summary>Enumerates without allocating.</summary>
        /// <returns>The enumerator.</returns>
        public Enumerator GetEnumerator() => new(_poller);
    }

    /// <summary>Enumerates the entries that are ready.</summary>
    [SuppressMessage("Design", "CA1034", Justification = "The pattern of List<T>.Enumerator.")]
    [SuppressMessage("Performance", "CA1815", Justification = "Enumerators are not compared.")]
    public struct Enumerator
    {
        private readonly Poller _poller;
        private int _index;

        internal Enumerator(Poller poller)
        {
            _poller = poller;
            _index = -1;
        }

        /// <summary>The current entry.</summary>
        public readonly PollRegistration Current => _poller._registrations[_index];

        /// <summary>Advances to the next entry that is ready.</summary>
        /// <returns>False after the last one.</returns>
        public bool MoveNext()
        {
            while (++_index < _poller.Count)
            {
                if (_poller._registrations[_index].Ready != PollEvents.None)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
