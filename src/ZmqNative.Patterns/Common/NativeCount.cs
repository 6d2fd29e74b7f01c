namespace ZmqNative.Patterns;

/// <summary>A count that libzmq keeps for a socket. It does not decrease when the native socket is replaced, and stays when that is closed.</summary>
/// <param name="socket">The socket.</param>
/// <param name="read">The function that reads the count of the native socket.</param>
internal sealed class NativeCount(AsyncSocket socket, Func<Socket, long> read)
{
    private readonly Lock _gate = new();

    // Of the native sockets before the one that was read last, which has this generation.
    private long _earlier;
    private long _generation;
    private long _last;
    private long _noticed;

    /// <summary>The count when it was last read, without a lock of the socket.</summary>
    public long Last
    {
        get
        {
            lock (_gate)
            {
                return _earlier + _last;
            }
        }
    }

    /// <summary>Reads the count of libzmq; 0 with another one than this project builds.</summary>
    public long Read()
    {
        if (!Zmq.IsCorrected)
        {
            return 0;
        }

        // Not inside this object's lock: the socket's comes first. So threads may come here in another order.
        (long Generation, long Value)? current = TryRead();
        lock (_gate)
        {
            if (current is { } read && read.Generation >= _generation)
            {
                (_earlier, _last) = read.Generation == _generation
                    ? (_earlier, Math.Max(_last, read.Value))
                    : (_earlier + _last, read.Value);
                _generation = read.Generation;
            }

            return _earlier + _last;
        }
    }

    /// <summary>Reads the count, and returns whether it has grown since the last call of this method.</summary>
    public bool TryReadGrowth(out long total)
    {
        total = Read();
        lock (_gate)
        {
            bool hasGrown = total > _noticed;
            _noticed = Math.Max(_noticed, total);
            return hasGrown;
        }
    }

    private (long Generation, long Value)? TryRead()
    {
        try
        {
            (long Generation, long Value) current = default;
            socket.ConfigureShortly(native => current = (socket.GenerationInsideLock, read(native)));
            return current;
        }
        catch (Exception exception) when (exception is ContextTerminatedException or InvalidOperationException)
        {
            // Closed, or its context or reactor has ended.
            return null;
        }
    }
}
