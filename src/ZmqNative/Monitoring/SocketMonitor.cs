using System.Diagnostics.CodeAnalysis;
using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>Receives the events of a socket's connections.</summary>
/// <remarks>
/// A socket has one monitor at a time: starting another ends the first. The monitor may be read on another thread than the
/// socket is used on, by one thread at a time. Events are queued without a limit until they are read: request only those that you need.
/// Closing the socket ends its monitor: what libzmq does for messages that linger is not reported.
/// </remarks>
public sealed unsafe class SocketMonitor : IDisposable
{
    private const int StableEventSize = sizeof(ushort) + sizeof(uint);
    private static int _lastName;

    private readonly Socket _monitored;
    private readonly Socket _events;

    internal SocketMonitor(Socket monitored, SocketEvents events)
    {
        _monitored = monitored;
        bool draft = (events & SocketEvents.PipeStatistics) != 0;
        if (draft)
        {
            Zmq.RequireDraft("Monitoring pipe statistics");
        }

        // Before libzmq starts: it sends events from its I/O thread, blocking, so there must be a receiver, and
        // the queue must never be full.
        string endpoint = $"inproc://zmqnative.monitor.{Interlocked.Increment(ref _lastName)}";
        _events = monitored.Context.CreateSocket(SocketType.Pair);
        try
        {
            _events.Linger = TimeSpan.Zero;
            _events.ReceiveHighWatermark = 0;
            _events.Guard.Monitored = monitored.Guard;
            _events.Connect(endpoint);
            Start(endpoint, events, draft);
            monitored.Context.InprocNames.BoundNatively(endpoint);
        }
        catch
        {
            _events.Dispose();
            throw;
        }
    }

    /// <summary>The PAIR socket that receives the events, for a <see cref="Poller"/>; do not receive on it.</summary>
    public Socket Socket => _events;

    /// <summary>Receives the next event; blocks until there is one. After <see cref="SocketEvents.MonitorStopped"/> none follows.</summary>
    /// <returns>The event.</returns>
    /// <exception cref="ContextTerminatedException">The context was shut down.</exception>
    /// <exception cref="ObjectDisposedException">The monitor is disposed.</exception>
    public SocketEvent Receive()
    {
        ThrowIfDisposed();
        using MultipartMessage message = _events.ReceiveMessage();
        return Parse(message);
    }

    /// <summary>Receives the next event, waiting for it for a limited time.</summary>
    /// <param name="socketEvent">The event.</param>
    /// <param name="timeout">The longest wait; <see cref="TimeSpan.Zero"/> does not wait.</param>
    /// <returns>False if none arrived in time.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative but not infinite.</exception>
    /// <exception cref="ContextTerminatedException">The context was shut down.</exception>
    /// <exception cref="ObjectDisposedException">The monitor is disposed.</exception>
    public bool TryReceive(out SocketEvent socketEvent, TimeSpan timeout)
    {
        ThrowIfDisposed();
        if (!_events.TryReceiveMessage(out MultipartMessage message, timeout))
        {
            socketEvent = default;
            return false;
        }

        using (message)
        {
            socketEvent = Parse(message);
            return true;
        }
    }

    /// <summary>
    /// Asks for one <see cref="SocketEvents.PipeStatistics"/> event per peer. To be called by the socket's thread. The
    /// events come during later calls on the socket: read its <see cref="Socket.Events"/> when it is idle.
    /// </summary>
    /// <exception cref="NotSupportedException">libzmq was built without its draft API.</exception>
    /// <exception cref="ZmqException">The monitor was not started with that event, or the socket has no peers.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    [Experimental(Experiments.Draft)]
    public void RequestPipeStatistics()
    {
        Zmq.RequireDraft(nameof(RequestPipeStatistics));
        void* socket = _monitored.Guard.Enter();
        int result = LibzmqDraft.zmq_socket_monitor_pipes_stats(socket);
        int errno = Libzmq.zmq_errno();
        _monitored.Guard.Exit();
        if (result != 0)
        {
            ThrowHelper.Throw(errno, $"ask for the pipe statistics of {_monitored}");
        }
    }

    /// <summary>Ends monitoring. The monitored socket stays open.</summary>
    public void Dispose()
    {
        // First, and whatever the socket's thread is doing: libzmq would block without a receiver.
        if (!_events.IsClosed)
        {
            Stop();
            _events.Dispose();
        }
    }

    /// <summary>Makes libzmq send no more events.</summary>
    internal void Stop() => _monitored.Guard.StopMonitor(_events.Guard);

    /// <summary>Reads an event from the frames that libzmq sends.</summary>
    internal static SocketEvent Parse(MultipartMessage message)
    {
        ReadOnlySpan<byte> first = message[0].Span;
        return first.Length == StableEventSize
            ? new SocketEvent(
                (SocketEvents)BitConverter.ToUInt16(first),
                BitConverter.ToUInt32(first[sizeof(ushort)..]),
                message.Count > 1 ? message[1].ToString() : string.Empty)
            : ParseDraft(message);
    }

    // event | number of values | values... | local endpoint | remote endpoint
    private static SocketEvent ParseDraft(MultipartMessage message)
    {
        SocketEvents kind = (SocketEvents)BitConverter.ToUInt64(message[0].Span);
        int values = (int)BitConverter.ToUInt64(message[1].Span);
        ulong value = values > 0 ? BitConverter.ToUInt64(message[2].Span) : 0;
        if (values > 1)
        {
            // Pipe statistics have two numbers: out, then in.
            value = (BitConverter.ToUInt64(message[3].Span) << 32) | (uint)value;
        }

        return new SocketEvent(kind, value, message[2 + values].ToString())
        {
            RemoteEndpoint = message[3 + values].ToString(),
        };
    }

    private void ThrowIfDisposed()
    {
        if (_events.IsClosed)
        {
            ThrowHelper.ThrowDisposed(nameof(SocketMonitor));
        }
    }

    private void Start(string endpoint, SocketEvents events, bool draft)
    {
        using NativeString address = new(endpoint, nameof(endpoint), stackalloc byte[NativeString.StackSize]);
        fixed (byte* pointer = address.Bytes)
        {
            Deadline limit = new(Context.LongestReaping);
            SpinWait spin = default;
            int errno;
            do
            {
                _ = _monitored.Guard.Enter();
                errno = _monitored.Guard.StartMonitor(this, pointer, events, draft);
                _monitored.Guard.Exit();
            }
            while (errno == Errno.EMFILE && _monitored.Context.WaitForReaper(limit, ref spin));

            if (errno != 0)
            {
                ThrowHelper.Throw(errno, $"monitor {_monitored}");
            }
        }
    }
}
