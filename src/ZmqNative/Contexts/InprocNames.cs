namespace ZmqNative;

/// <summary>Which sockets of a context are bound to, or wait for, which <c>inproc://</c> name.</summary>
/// <remarks>
/// Over a network libzmq refuses peers whose types do not fit. Over inproc it does not look, and aborts the process when
/// such a socket meets a frame that it does not expect. Names bound by native code or by monitors are not known here and
/// may be connected to by any type.
/// </remarks>
internal sealed class InprocNames
{
    private const string Scheme = "inproc://";

    private readonly Dictionary<string, SocketHandle> _bound = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<SocketHandle>> _waiting = new(StringComparer.Ordinal);

    /// <summary>Held over a look at the names, libzmq's own change of them, and the note of it here.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Whether an endpoint is such a name.</summary>
    public static bool Covers(string endpoint) => endpoint.StartsWith(Scheme, StringComparison.Ordinal);

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
    public void ThrowIfWaiterMismatches(string endpoint, SocketHandle binding)
    {
        if (_waiting.TryGetValue(endpoint, out List<SocketHandle>? waiting)
            && waiting.Find(other => !other.IsClosed && !other.Type.Suits(binding.Type)) is { } mismatch)
        {
            throw new ArgumentException(
                $"A {binding.Type.NativeName()} socket cannot talk to the {mismatch.Type.NativeName()} socket that waits at {endpoint}.",
                nameof(endpoint));
        }
    }

    public void Bound(string endpoint, SocketHandle socket)
    {
        _bound[endpoint] = socket;
        _ = _waiting.Remove(endpoint);
        Note(endpoint, socket);
    }

    public void Connected(string endpoint, SocketHandle socket)
    {
        if (_bound.ContainsKey(endpoint))
        {
            return;
        }

        if (!_waiting.TryGetValue(endpoint, out List<SocketHandle>? waiting))
        {
            _waiting[endpoint] = waiting = [];
        }

        waiting.Add(socket);
        Note(endpoint, socket);
    }

    public void Left(string endpoint, SocketHandle socket)
    {
        _ = socket.InprocNames?.Remove(endpoint);
        if (_bound.TryGetValue(endpoint, out SocketHandle? bound) && bound == socket)
        {
            _ = _bound.Remove(endpoint);
        }

        if (_waiting.TryGetValue(endpoint, out List<SocketHandle>? waiting) && waiting.Remove(socket) && waiting.Count == 0)
        {
            _ = _waiting.Remove(endpoint);
        }
    }

    /// <summary>Forgets a closed socket.</summary>
    public void Closed(SocketHandle socket)
    {
        lock (Gate)
        {
            while (socket.InprocNames is { Count: > 0 } names)
            {
                Left(names[^1], socket);
            }
        }
    }

    // Kept with the socket, so that closing it does not search all names.
    private static void Note(string endpoint, SocketHandle socket) => (socket.InprocNames ??= []).Add(endpoint);
}
