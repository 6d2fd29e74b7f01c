namespace ZmqNative.Patterns;

/// <summary>Sockets whose descriptors signal while no operation waits, and which the reactor does not poll for a while.</summary>
/// <remarks>
/// Without it a producer and a consumer that never wait would wake the reactor again and again, for nothing, on a processor that
/// they need themselves. A waiter ends it at once, through <see cref="Reactor.Watch"/>. For all others it ends soon: the end of the
/// context is learnt from the descriptor. The reactor's thread alone uses it.
/// </remarks>
internal sealed class UnpolledSockets
{
    // Long against the reactor's turn, which takes microseconds; short for a context that waits for its sockets.
    private const int Milliseconds = 20;

    private readonly List<AsyncSocket> _sockets = [];
    private long _until;

    /// <summary>The longest time that the reactor may sleep.</summary>
    public TimeSpan TimeLeft => _sockets.Count == 0
        ? Timeout.InfiniteTimeSpan
        : TimeSpan.FromMilliseconds(Math.Max(0, _until - Environment.TickCount64));

    /// <summary>Polls a socket from now on.</summary>
    public static void Poll(AsyncSocket socket)
    {
        if (socket.Registration is { } registration)
        {
            registration.Events = PollEvents.In;
        }
    }

    /// <summary>Leaves a socket alone.</summary>
    public void Add(AsyncSocket socket)
    {
        if (_sockets.Count == 0)
        {
            _until = Environment.TickCount64 + Milliseconds;
        }

        socket.Registration!.Events = PollEvents.None;
        _sockets.Add(socket);
    }

    /// <summary>Polls all again when the time is up.</summary>
    public void PollExpired()
    {
        if (_sockets.Count == 0 || Environment.TickCount64 < _until)
        {
            return;
        }

        foreach (AsyncSocket socket in _sockets)
        {
            socket.ResumePolling();
            Poll(socket);
        }

        _sockets.Clear();
    }
}
