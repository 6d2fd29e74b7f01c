namespace ZmqNative;

/// <summary>The <c>inproc://</c> names of a context, with the sockets that are bound to each or wait for it.</summary>
/// <remarks>
/// <para>
/// Over a network libzmq refuses peers whose types do not fit. Over inproc it does not look, and aborts the process when
/// such a socket meets a frame that it does not expect. Names bound by native code or by monitors are not known here and
/// may be connected to by any type.
/// </para>
/// <para>
/// A connection that waits for a name stays in libzmq when its socket disconnects or closes, until a socket binds the name
/// or the context ends. What libzmq then writes to it fails, and some of these failures it asserts on.
/// </para>
/// </remarks>
internal sealed class InprocNames
{
    private const string Scheme = "inproc://";

    private readonly Dictionary<string, SocketHandle> _bound = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Waiter>> _waiting = new(StringComparer.Ordinal);
    private int _slots;

    /// <summary>The lock that is held from the check of a name until libzmq's change of it is noted here.</summary>
    public Lock Gate { get; } = new();

    /// <summary>
    /// How many places for sockets the waiting connections need at the end of the context: libzmq makes a socket for each, and
    /// asserts that it can; those whose sockets are closed still have the socket's own place, too.
    /// </summary>
    public int Slots => Volatile.Read(ref _slots);

    /// <summary>Whether an endpoint is such a name.</summary>
    public static bool Covers(string endpoint) => endpoint.StartsWith(Scheme, StringComparison.Ordinal);

    /// <summary>Whether connecting to a name will wait for it.</summary>
    public bool IsFree(string endpoint) => !_bound.TryGetValue(endpoint, out SocketHandle? bound) || bound.IsClosed;

    /// <exception cref="ArgumentException">The socket bound to the name is of a type that cannot talk to this one.</exception>
    public void ThrowIfBinderMismatches(string endpoint, SocketHandle connecting)
    {
        if (_bound.TryGetValue(endpoint, out SocketHandle? bound) && !bound.IsClosed && !bound.Type.Suits(connecting.Type))
        {
            throw new ArgumentException(
                $"A {connecting.Type.NativeName()} socket cannot talk to the {bound.Type.NativeName()} socket bound to {endpoint}.",
                nameof(endpoint));
        }
    }

    /// <exception cref="ArgumentException">A socket that connected to the name is of a type that cannot talk to this one.</exception>
    /// <exception cref="InvalidOperationException">A socket that connected to the name has left, and libzmq would abort.</exception>
    public void ThrowIfWaiterMismatches(string endpoint, SocketHandle binding)
    {
        if (!_waiting.TryGetValue(endpoint, out List<Waiter>? waiting))
        {
            return;
        }

        foreach (Waiter waiter in waiting)
        {
            if (!waiter.Type.Suits(binding.Type))
            {
                throw new ArgumentException(
                    $"A {binding.Type.NativeName()} socket cannot talk to the {waiter.Type.NativeName()} socket that waits at {endpoint}.",
                    nameof(endpoint));
            }

            // It writes a greeting to all, the binder's id to a ROUTER that is open; and a RADIO hangs.
            if (waiter.HasLeft
                && (binding.Greets || binding.Type == SocketType.Radio
                    || (waiter.Type is SocketType.Router or SocketType.Rep && waiter.Socket is not null)))
            {
                throw new InvalidOperationException(
                    $"A {waiter.Type.NativeName()} socket connected to {endpoint} and left before this {binding.Type.NativeName()} " +
                    "was bound: libzmq would abort or hang. Bind first, or use another name.");
            }
        }
    }

    /// <summary>Notes that native code has bound the name: no socket waits for it any more.</summary>
    public void BoundNatively(string endpoint)
    {
        lock (Gate)
        {
            StopWaiting(endpoint);
        }
    }

    public void Bound(string endpoint, SocketHandle socket)
    {
        _bound[endpoint] = socket;
        StopWaiting(endpoint);
        Note(endpoint, socket);
        CloseIfOver(socket);
    }

    public void Connected(string endpoint, SocketHandle socket)
    {
        if (!IsFree(endpoint))
        {
            return;
        }

        if (!_waiting.TryGetValue(endpoint, out List<Waiter>? waiting))
        {
            _waiting[endpoint] = waiting = [];
        }

        Waiter waiter = new(socket);
        waiting.Add(waiter);
        AddSlots(waiter.Slots);
        Note(endpoint, socket);
        CloseIfOver(socket);
    }

    public void Left(string endpoint, SocketHandle socket)
    {
        if (_bound.TryGetValue(endpoint, out SocketHandle? bound) && bound == socket)
        {
            _ = _bound.Remove(endpoint);
        }

        foreach (Waiter waiter in Waiters(endpoint, socket))
        {
            waiter.HasLeft = true;
        }
    }

    /// <summary>Forgets a closed socket, but not that it waited.</summary>
    public void Closed(SocketHandle socket)
    {
        lock (Gate)
        {
            foreach (string endpoint in socket.InprocNames ?? [])
            {
                Left(endpoint, socket);
                foreach (Waiter waiter in Waiters(endpoint, socket))
                {
                    AddSlots(-waiter.Slots);
                    waiter.Socket = null;
                    AddSlots(waiter.Slots);
                }
            }

            socket.InprocNames = null;
        }
    }

    // If another thread has disposed the socket during the call of libzmq, it was closed when that call returned, before the name was noted.
    private void CloseIfOver(SocketHandle socket)
    {
        if (socket.Raw == 0)
        {
            Closed(socket);
        }
    }

    // Kept with the socket, so that closing it does not search all names.
    private static void Note(string endpoint, SocketHandle socket) => (socket.InprocNames ??= new(StringComparer.Ordinal)).Add(endpoint);

    private void StopWaiting(string endpoint)
    {
        if (_waiting.Remove(endpoint, out List<Waiter>? waiting))
        {
            waiting.ForEach(waiter => AddSlots(-waiter.Slots));
        }
    }

    private IEnumerable<Waiter> Waiters(string endpoint, SocketHandle socket) =>
        _waiting.TryGetValue(endpoint, out List<Waiter>? waiting) ? waiting.Where(waiter => waiter.Socket == socket) : [];

    private void AddSlots(int count) => Volatile.Write(ref _slots, _slots + count);

    /// <summary>A connection that waits in libzmq.</summary>
    private sealed class Waiter(SocketHandle socket)
    {
        public SocketType Type { get; } = socket.Type;

        /// <summary>The socket, or null once closed.</summary>
        public SocketHandle? Socket { get; set; } = socket;

        /// <summary>Whether the socket disconnected or closed.</summary>
        public bool HasLeft { get; set; }

        public int Slots => Socket is null ? 2 : 1;
    }
}
