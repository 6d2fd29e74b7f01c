using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using ZmqNative.Interop;

namespace ZmqNative.Patterns;

/// <summary>A background thread that serves async sockets when their native sockets may have become ready.</summary>
/// <remarks>
/// <para>
/// It polls the descriptors of the sockets, never the sockets themselves, so any thread may use a socket meanwhile. It serves each socket
/// for a bounded turn, beginning with another socket each time, and then runs what this has completed: handlers, and the code that awaits
/// (<see cref="ContinuationThread"/>). If that code blocks or computes for 4 to 6 ms, another thread of the reactor takes over, so that other
/// sockets are served on. A reactor has at most 8 threads; one while it is idle. If it fails, all its sockets fail with the cause.
/// </para>
/// <para>One reactor serves hundreds of sockets; a second one is useful only with more than two or three busy cores.</para>
/// <code>
///   running --DisposeAsync--> stopping --its thread ends--> ended
///   running --fault--> ended, and its sockets have failed
/// </code>
/// </remarks>
public sealed partial class Reactor : IAsyncDisposable
{
    private readonly ILogger _logger;
    private readonly string _name;
    private readonly RunQueue _queue = new();
    private readonly StandByBell _bell = new();
    private readonly ReactorLoop _loop = null!;
    private readonly Func<ReactorLoop, bool> _takeRequests;
    private List<Request> _taken = [];

    // The wake-up: an inproc PAIR works on every platform. Its context has no I/O thread.
    private readonly Context _wakeContext = null!;
    private readonly Socket _wakeReceiver = null!;
    private readonly Socket _wakeSender = null!;

    // Guards _wakeSender, _requests and _ended, against the threads that add and remove sockets.
    private readonly Lock _gate = new();
    private List<Request> _requests = [];
    private readonly TaskCompletionSource _threadEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _ended;
    private bool _stopping;

    // 1 while a wake-up is pending, so that a burst of requests costs one message.
    private int _wakePending;

    /// <summary>Starts a reactor.</summary>
    /// <param name="name">The name of its thread. Default <c>ZmqNative reactor</c>.</param>
    /// <param name="timeProvider">The clock of time-outs and heartbeats of the sockets. Default the system's.</param>
    /// <param name="logger">The logger of faults. Default none.</param>
    /// <exception cref="DllNotFoundException">No libzmq could be loaded.</exception>
    /// <exception cref="ZmqException">The process has no file descriptors left (<c>EMFILE</c>); about ten are needed.</exception>
    /// <remarks>
    /// Leave spare descriptors: the runtime itself ends a process (<c>Out of memory.</c>) when a thread of its pool or of its compiler
    /// cannot start, and each needs some.
    /// </remarks>
    public Reactor(string? name = null, TimeProvider? timeProvider = null, ILogger<Reactor>? logger = null)
    {
        TimeProvider = timeProvider ?? TimeProvider.System;
        _name = name ?? "ZmqNative reactor";
        _takeRequests = TakeRequests;
        _logger = GuardedLogger.Wrap(logger);

        // Before the native objects: a clock is user code, and may throw.
        Deadlines = new DeadlineWheel(TimeProvider);
        PatternAccounting.ReactorStarted();
        try
        {
            _wakeContext = new Context { IoThreads = 0 };
            _wakeReceiver = _wakeContext.CreateSocket(SocketType.Pair);
            _wakeSender = _wakeContext.CreateSocket(SocketType.Pair);
            _wakeReceiver.Bind("inproc://wake");
            _wakeSender.Connect("inproc://wake");
            _loop = new ReactorLoop(_wakeReceiver, _queue);
            ReactorThread.StartFirst(this, _queue, _bell, _name);
        }
        catch (Exception exception)
        {
            // Without file descriptors, for instance.
            EndWake(new EndSteps());
            if (exception is OutOfMemoryException)
            {
                // The exception of the runtime when there is no descriptor for a thread.
                ThrowHelper.Throw(Errno.EMFILE, "start a reactor", advice: ErrorAdvice.NoDescriptors);
            }

            throw;
        }
    }

    static Reactor() => AssemblyPreload.Run(typeof(Reactor).Assembly);

    /// <summary>The clock of time-outs and heartbeats.</summary>
    public TimeProvider TimeProvider { get; }

    internal ILogger Logger => _logger;

    /// <summary>The name of the threads that stand by.</summary>
    internal string StandByName => $"{_name}, standing by";

    /// <summary>The number of times that a thread has taken over, as the one that drove was inside user code for too long.</summary>
    internal long TakeOvers => _queue.TakeOvers;

    /// <summary>The deadlines of requests.</summary>
    internal DeadlineWheel Deadlines { get; }

    /// <summary>Stops the thread. Sockets that are still open fail with <see cref="ObjectDisposedException"/>.</summary>
    /// <returns>A task that completes when the thread has ended.</returns>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _stopping = true;
        }

        Wake();
        return new ValueTask(_threadEnded.Task);
    }

    /// <summary>Creates a socket that this reactor serves.</summary>
    /// <param name="context">The context of the socket.</param>
    /// <param name="type">The type; any that has a file descriptor.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="lease">Disposed when the socket has closed; still the caller's if this throws.</param>
    /// <param name="owner">The class and the name of the pattern that the socket is part of.</param>
    internal AsyncSocket CreateSocket(
        Context context,
        SocketType type,
        AsyncSocketOptions? options = null,
        IAsyncDisposable? lease = null,
        (string Class, string Name)? owner = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        options ??= new AsyncSocketOptions();
        Socket socket = context.CreateSocket(type);
        try
        {
            options.ConfigureSocket?.Invoke(socket);
            options.Security?.Apply(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return new AsyncSocket(socket, this, options, lease) { Owner = owner };
    }

    /// <summary>Returns the exception for a socket whose reactor has ended.</summary>
    internal static ObjectDisposedException Disposed() => new(nameof(Reactor), "The reactor was disposed before its sockets.");

    /// <summary>Runs the loop, until another thread drives or the reactor ends.</summary>
    /// <returns>True if the reactor has ended.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "What ends the loop must reach the operations that wait on its sockets.")]
    internal bool Drive(ReactorThread thread)
    {
        Exception cause = Disposed();
        Exception? fault = null;
        try
        {
            if (!_loop.Run(thread, _takeRequests))
            {
                return false;
            }
        }
        catch (Exception exception)
        {
            cause = exception;
            fault = exception;
        }

        End(cause, fault);
        return true;
    }

    private void End(Exception cause, Exception? fault)
    {
        HashSet<AsyncSocket> sockets = _loop.Sockets;
        List<Request> unserved;
        lock (_gate)
        {
            _ended = cause;
            unserved = [.. _requests];
            _requests.Clear();
        }

        foreach (Request request in unserved)
        {
            _ = request.Kind == RequestKind.Add && sockets.Add(request.Socket);
        }

        ReactorThread.Post(_queue.End());
        _bell.Ring();
        EndSteps steps = new();
        List<AsyncSocket> inUse = [];
        foreach (AsyncSocket socket in sockets)
        {
            steps.Run(() =>
            {
                if (!socket.TryFail(cause))
                {
                    inUse.Add(socket);
                }
            });
        }

        foreach (Request request in unserved)
        {
            request.Done?.TrySetResult();
        }

        // Last: an action that uses a socket exclusively may wait for an operation of another one.
        foreach (AsyncSocket socket in inUse)
        {
            steps.Run(() => socket.Fail(cause));
        }

        LogFault(fault);
        EndWake(steps);
        steps.Log(_logger, "the reactor");
        _threadEnded.TrySetResult();
    }

    private void EndWake(EndSteps steps)
    {
        steps.Run(Deadlines.Dispose);
        steps.Run(() => _loop?.Dispose());
        steps.Run(() => _wakeSender?.Dispose());
        steps.Run(() => _wakeReceiver?.Dispose());
        steps.Run(() => _wakeContext?.Dispose());
        PatternAccounting.ReactorEnded();
    }

    // After the sockets have failed: a logger that throws here would otherwise leave them waiting and end the process.
    [SuppressMessage("Design", "CA1031", Justification = "The thread must end in order whatever a logger does.")]
    private void LogFault(Exception? fault)
    {
        if (fault is null)
        {
            return;
        }

        try
        {
            _logger.ReactorFailed(fault);
        }
        catch (Exception)
        {
            // No operation is left to fail.
        }
    }
}
