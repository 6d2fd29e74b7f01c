using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>A proxy that can be paused, resumed, stopped, and queried for statistics, from any thread.</summary>
/// <remarks>
/// Steering goes over a PAIR: with it libzmq 4.3.4 and 4.3.5 behave alike, while 4.3.5 also answers every command of a REP.
/// libzmq aborts on an unknown command, so the control socket stays inside.
/// </remarks>
public sealed unsafe class SteerableProxy : IDisposable
{
    private const int StatisticsFrames = 8;

    // A wait for statistics leaves the lock after this time. Threads that wait for the lock are not passed over for ever: a Lock lets them
    // go first after 0.1 seconds.
    private const int SliceMilliseconds = 10;
    private static int _lastName;

    private readonly Socket _frontend;
    private readonly Socket _backend;
    private readonly Socket? _capture;
    private readonly Socket _controlled;

    // Guards _control, which several steering threads may use, and what follows.
    private readonly Lock _gate = new();
    private readonly Socket _control;

    // The proxy answers each question once and in their order, also those whose wait has ended.
    private long _asked;
    private long _answered;
    private ProxyStatistics _newest;

    /// <summary>Prepares a proxy; <see cref="Run"/> starts it. The sockets stay the caller's.</summary>
    /// <param name="frontend">One side.</param>
    /// <param name="backend">The other side; may be the same socket, which then echoes.</param>
    /// <param name="capture">A PUB, DEALER, PUSH or PAIR that gets a copy of every message; or null.</param>
    /// <exception cref="ArgumentNullException">A side is null.</exception>
    /// <exception cref="ArgumentException">A side is a SERVER or PEER, which a proxy cannot serve; or the capture is a PULL, SUB, GATHER or DISH, which cannot send.</exception>
    /// <exception cref="ZmqException">The context cannot create two more sockets.</exception>
    public SteerableProxy(Socket frontend, Socket backend, Socket? capture = null)
    {
        ArgumentNullException.ThrowIfNull(frontend);
        ArgumentNullException.ThrowIfNull(backend);
        Proxy.RefuseNumbered(frontend, nameof(frontend));
        Proxy.RefuseNumbered(backend, nameof(backend));
        Proxy.RefuseReceiver(capture, nameof(capture));
        _frontend = frontend;
        _backend = backend;
        _capture = capture;

        string endpoint = $"inproc://zmqnative.proxy.{Interlocked.Increment(ref _lastName)}";
        _controlled = frontend.Context.CreateSocket(SocketType.Pair);
        try
        {
            _control = frontend.Context.CreateSocket(SocketType.Pair);
            _controlled.Linger = TimeSpan.Zero;
            _control.Linger = TimeSpan.Zero;

            // Without a limit: while the proxy does not run nobody reads, and a send that waited would hold the lock, for Dispose as well.
            _control.SendHighWatermark = 0;
            _control.ReceiveHighWatermark = 0;
            _controlled.Bind(endpoint);
            _control.Connect(endpoint);
        }
        catch
        {
            _control?.Dispose();
            _controlled.Dispose();
            throw;
        }
    }

    /// <summary>Passes messages on the calling thread until <see cref="Terminate"/>, or until the context is shut down.</summary>
    /// <exception cref="ObjectDisposedException">A socket or the proxy is closed.</exception>
    /// <exception cref="ZmqException">libzmq stopped for another reason; the message has the reason.</exception>
    public void Run()
    {
        ThrowIfDisposed();
        using SocketLease sides = new(_frontend, _backend, _capture, _controlled);
        int errno;
        do
        {
            errno = Libzmq.zmq_proxy_steerable(sides.First, sides.Second, sides.Third, sides.Fourth) == 0 ? 0 : Libzmq.zmq_errno();
        }
        while (errno == Errno.EINTR);

        if (errno is not 0 and not Libzmq.ETERM)
        {
            ThrowHelper.Throw(errno, $"run a proxy between {_frontend} and {_backend}");
        }
    }

    /// <summary>Stops passing messages; they queue up to the high-water marks.</summary>
    /// <exception cref="ObjectDisposedException">The proxy is disposed.</exception>
    public void Pause() => Send("PAUSE"u8);

    /// <summary>Passes messages again.</summary>
    /// <exception cref="ObjectDisposedException">The proxy is disposed.</exception>
    public void Resume() => Send("RESUME"u8);

    /// <summary>Makes <see cref="Run"/> return.</summary>
    /// <exception cref="ObjectDisposedException">The proxy is disposed.</exception>
    public void Terminate() => Send("TERMINATE"u8);

    /// <summary>Requests the statistics of the running proxy. Other calls do not wait for the answer.</summary>
    /// <param name="timeout">The longest wait for the answer; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    /// <returns>Messages and bytes per side and direction.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative but not infinite.</exception>
    /// <exception cref="SocketTimeoutException">The proxy does not run, or did not answer in time.</exception>
    /// <exception cref="ObjectDisposedException">The proxy is, or was meanwhile, disposed.</exception>
    public ProxyStatistics GetStatistics(TimeSpan timeout)
    {
        Deadline deadline = new(timeout);
        long question = 0;
        while (true)
        {
            int left = deadline.MillisecondsLeft;
            lock (_gate)
            {
                ThrowIfDisposed();
                if (question == 0)
                {
                    _control.Send("STATISTICS"u8);
                    question = ++_asked;
                }

                if (IsAnsweredInsideLock(question, left is >= 0 and < SliceMilliseconds ? left : SliceMilliseconds))
                {
                    return _newest;
                }
            }

            if (left == 0)
            {
                throw new SocketTimeoutException("The proxy gave no statistics in time; it answers only while Run is running.", timeout);
            }
        }
    }

    /// <summary>
    /// Closes the control sockets. Call <see cref="Terminate"/> first: a proxy that still runs cannot be controlled any more.
    /// </summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _control.Dispose();
        }

        _controlled.Dispose();
    }

    private void ThrowIfDisposed()
    {
        if (_control.IsClosed)
        {
            ThrowHelper.ThrowDisposed(nameof(SteerableProxy));
        }
    }

    // Another thread may have read the answer, and a later one: that is newer, and was given after this question, too.
    private bool IsAnsweredInsideLock(long question, int milliseconds)
    {
        while (_answered < question)
        {
            if (!_control.TryReceiveMessage(out MultipartMessage answer, TimeSpan.FromMilliseconds(milliseconds)))
            {
                return false;
            }

            using (answer)
            {
                _answered++;
                _newest = Read(answer);
            }
        }

        return true;
    }

    private static ProxyStatistics Read(MultipartMessage answer)
    {
        Span<ulong> values = stackalloc ulong[StatisticsFrames];
        values.Clear();
        for (int i = 0; i < Math.Min(answer.Count, StatisticsFrames); i++)
        {
            values[i] = BitConverter.ToUInt64(answer[i].Span);
        }

        return new ProxyStatistics(values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7]);
    }

    private void Send(ReadOnlySpan<byte> command)
    {
        lock (_gate)
        {
            ThrowIfDisposed();
            _control.Send(command);
        }
    }
}
