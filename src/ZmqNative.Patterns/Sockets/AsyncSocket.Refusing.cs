namespace ZmqNative.Patterns;

/// <content>The number of connections that were closed because of a limit, over all native sockets.</content>
public sealed partial class AsyncSocket
{
    // Of the native sockets that were replaced, and of the present one, as it was read last.
    private long _refusedBefore;
    private long _refused;

    /// <summary>The number of connections that were closed because of a limit; 0 with another libzmq than that of ZmqNative.</summary>
    internal long RefusedConnections
    {
        get
        {
            using (_gate.Enter())
            {
                NoteRefusedInsideLock();
                return _refusedBefore + _refused;
            }
        }
    }

    // To be called before the native socket is closed.
    private void NoteRefusedInsideLock()
    {
        if (!Zmq.IsCorrected || _socket.IsClosed)
        {
            return;
        }

        try
        {
            _refused = _socket.RefusedConnections;
        }
        catch (Exception exception) when (exception is ContextTerminatedException or InvalidOperationException)
        {
            // The context ended before.
        }
    }

    private void ReplaceRefusedInsideLock()
    {
        NoteRefusedInsideLock();
        _refusedBefore += _refused;
        _refused = 0;
    }
}
