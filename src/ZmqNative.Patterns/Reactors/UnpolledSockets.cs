namespace ZmqNative.Patterns;

/// <summary>Sockets whose descriptors signal while no operation waits, and which the reactor does not poll for a while.</summary>
/// <remarks>
/// Without it a producer and a consumer that never wait would wake the reactor repeatedly, to no effect, on a processor that
/// they need themselves. A waiter ends it at once, through <see cref="Reactor.Watch"/>. For all others it ends soon, as the descriptor
/// signals the end of the context. The reactor's thread alone uses it.
/// </remarks>
internal sealed class UnpolledSockets
{
    // Long compared with the reactor's turn, which takes microseconds; short for a context that waits for its sockets.
    private const int Milliseconds = 20;

    private readonly List<AsyncSocket> _sockets = [];
    private long _until;

    /// <summary>The longest time that the reactor may sleep.</summary>
    public TimeSpan TimeLeft => _sockets.Count == 0
        ? Timeout.InfiniteTimeSpan
        : TimeSpan.FromMilliseconds(Math.Max(0, _until - Environment.TickCount64));

    /// <summary>Starts to poll a socket.</summary>
    public static void Poll(AsyncSocket socket)
    {
        if (socket.Registration is { } registration)
        {
            registration.Events = PollEvents.In;
        }
    }

    /// <summary>Leaves a socket out of the poll for a while.</summary>
    public void Add(AsyncSocket socket)
    {
        if (_sockets.Count == 0)
        {
            _until = Environment.TickCount64 + Milliseconds;
        }

        socket.Registration!.Events = PollEvents.None;
        _sockets.Add(socket);
    }

    /// <summary>Lets all sockets be polled again when the time is over.</summary>
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
