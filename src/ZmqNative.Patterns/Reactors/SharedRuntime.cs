namespace ZmqNative.Patterns;

/// <summary>The context and reactor of patterns that were given none; made with the first, ended with the last.</summary>
/// <remarks>
/// A context that is never ended would lose, at the end of the process, what its sockets had still to send. So the shared one
/// is counted, and the disposal of its last user waits until libzmq has sent what lingers.
/// </remarks>
internal sealed class SharedRuntime : IAsyncDisposable
{
    // Guards all fields: one user may come while the last one goes.
    private static readonly Lock Gate = new();
    private static SharedRuntime? _current;

    private int _users;
    private Context? _context;
    private Reactor? _reactor;

    /// <summary>The shared context, made when first asked for: a user may bring its own.</summary>
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

    /// <summary>Takes part; <see cref="DisposeAsync"/> ends it, once per call of this.</summary>
    public static SharedRuntime Acquire()
    {
        lock (Gate)
        {
            _current ??= new SharedRuntime();
            _current._users++;
            return _current;
        }
    }

    /// <summary>Ends one part. The last one ends reactor and context.</summary>
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
