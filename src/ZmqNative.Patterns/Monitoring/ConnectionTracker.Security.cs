namespace ZmqNative.Patterns;

/// <content>The warning of endpoints without security.</content>
internal sealed partial class ConnectionTracker
{
    // Guarded by the gate. As many as the user has bound.
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    /// <summary>Logs a warning, once for each endpoint, if the last endpoint that was bound is open to peers of other machines.</summary>
    public void WarnIfOpen()
    {
        string endpoint = _socket.LastEndpoint;
        if (!PublicBinding.IsReachable(endpoint))
        {
            return;
        }

        bool isOpen = false;
        _socket.ConfigureShortly(socket => isOpen = PublicBinding.IsOpen(socket, endpoint));
        bool isNew;
        lock (_gate)
        {
            isNew = isOpen && _open.Add(endpoint);
        }

        if (isNew)
        {
            _logger.BoundWithoutSecurity(_pattern, endpoint);
        }
    }
}
