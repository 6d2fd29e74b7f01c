using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns;

/// <content>The work that events make necessary.</content>
internal sealed partial class ConnectionTracker
{
    // Outside all locks.
    private void FollowUp()
    {
        ConnectedEndpoint[] lost;
        (SocketEvents Kind, string Endpoint)[] toLog;
        ConnectionRejection? rejection;
        bool hasConnected;
        int? notAccepted;
        lock (_gate)
        {
            (hasConnected, notAccepted) = (_hasConnected, _notAccepted);
            (_hasConnected, _notAccepted) = (false, null);
            rejection = _table.Connected == 0 ? _rejection : null;
            _rejection = null;
            lost = [.. _lost];
            toLog = [.. _toLog];
            _lost.Clear();
            _toLog.Clear();
        }

        if (hasConnected)
        {
            _owner.EndRevokedConnections(onlyNew: true);
        }

        if (notAccepted is { } error && (error == Errno.ECONNREFUSED || error == Errno.EMFILE))
        {
            _owner.LogNotAccepted(error == Errno.EMFILE);
        }

        foreach (ConnectedEndpoint endpoint in lost)
        {
            _renewer.RenewLater(endpoint);
        }

        Report();
        if (rejection is not null)
        {
            Reject(rejection);
        }

        _names.Announce();
        LogEvents(toLog);
    }

    [SuppressMessage("Design", "CA1031", Justification = "A logger that throws must not end the tracking, nor the process.")]
    private void LogEvents((SocketEvents Kind, string Endpoint)[] events)
    {
        try
        {
            foreach ((SocketEvents kind, string endpoint) in events)
            {
                _logger.ConnectionChanged(_pattern, kind, endpoint);
            }
        }
        catch (Exception)
        {
            // There are no readers.
        }
    }
}
