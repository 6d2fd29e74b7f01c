namespace ZmqNative.Patterns;

/// <summary>The context and reactor of patterns whose options have none; made with the first pattern, ended with the last.</summary>
/// <remarks>
/// A context that is never ended would lose queued messages of its sockets at the end of the process. So the users of the shared one are
/// counted, and the disposal of the last one waits until libzmq has sent the messages, or their linger time is over.
/// </remarks>
internal sealed class SharedRuntime : IAsyncDisposable
{
    // Guards all fields: a new user may begin while the last one ends.
    private static readonly Lock Gate = new();
    private static SharedRuntime? _current;

    private int _users;
    private Context? _context;
    private Reactor? _reactor;

    /// <summary>The shared context, made when it is first used: the options may have another one.</summary>
    public Context Context
    {
        get
        {
            lock (Gate)
            {
                return _context ??= CreateContext();
            }
        }
    }

    /// <summary>The shared reactor, likewise.</summary>
    public Reactor Reactor
    {
        get
        {
            lock (Gate)
            {
                return _reactor ??= new Reactor();
            }
        }
    }

    /// <summary>Adds a user; each call needs one call of <see cref="DisposeAsync"/>.</summary>
    public static SharedRuntime Acquire()
    {
        lock (Gate)
        {
            _current ??= new SharedRuntime();
            _current._users++;
            return _current;
        }
    }

    /// <summary>Removes a user. The last one ends reactor and context.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (Gate)
        {
            if (--_users > 0)
            {
                return;
            }

            _current = null;
        }

        try
        {
            if (_reactor is not null)
            {
                await _reactor.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            if (_context is not null)
            {
                await _context.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private static Context CreateContext()
    {
        Context context = new();
        context.MaxSockets = SocketCapacity.For(context);
        return context;
    }
}
