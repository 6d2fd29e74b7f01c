namespace ZmqNative.Patterns;

/// <content>The changes that readers of connection events get.</content>
internal sealed partial class ConnectionTable
{
    /// <summary>The changes that are to be reported; the caller clears the list.</summary>
    public List<ConnectionChange> Changes { get; } = [];

    /// <summary>
    /// Returns the last refusal if nothing is connected, and all endpoints that this side connects to have refused it with a reason; otherwise null.
    /// </summary>
    public ConnectionRejection? FindRejection()
    {
        ConnectionRejection? found = null;
        foreach (ConnectedEndpoint endpoint in _endpoints.Values)
        {
            if (endpoint.Rejection is null)
            {
                return null;
            }

            found = endpoint.Rejection;
        }

        return _connected == 0 ? found : null;
    }

    /// <summary>Returns the present connections, and the last refusal of each endpoint that has none.</summary>
    public IEnumerable<ConnectionChange> ListState()
    {
        foreach (((string, string) key, ConnectionGroup group) in _groups)
        {
            for (int i = 0; i < group.Connected && (!exclusive || group == _peer); i++)
            {
                yield return ChangeOf(ConnectionEventKind.Connected, key, group);
            }
        }

        foreach (ConnectedEndpoint endpoint in _endpoints.Values)
        {
            if (endpoint.Reported is { } refused)
            {
                yield return new ConnectionChange(ConnectionEventKind.Refused, endpoint, string.Empty, string.Empty)
                {
                    Refusal = refused.Reason,
                    Detail = refused.Detail,
                };
            }
        }
    }

    /// <summary>Records that an endpoint cannot be connected.</summary>
    public void Refuse(string endpoint, ConnectionRefusal reason, string detail)
    {
        if (_endpoints.TryGetValue(endpoint, out ConnectedEndpoint? known))
        {
            Refuse(known, reason, detail, peer: string.Empty);
        }
    }

    // Attempts are made several times a second: a refusal with the same reason as the last one is not reported again.
    private void Refuse(ConnectedEndpoint owner, ConnectionRefusal reason, string? detail, string peer)
    {
        if (reason is not (ConnectionRefusal.Authentication or ConnectionRefusal.Protocol))
        {
            owner.Rejection = null;
        }

        if (owner.Reported != (reason, detail))
        {
            owner.Reported = (reason, detail);
            Changes.Add(new ConnectionChange(ConnectionEventKind.Refused, owner, string.Empty, peer) { Refusal = reason, Detail = detail });
        }
    }

    // A handshake has failed; the end of the connection follows. After the handshake it is how libzmq reports a broken protocol.
    private void Fail((string Local, string Remote) key, string remote, in SocketEvent socketEvent)
    {
        _ = _groups.TryGetValue(key, out ConnectionGroup? group);
        ConnectedEndpoint? owner = group is null ? Find(remote) : group.Owner;
        if (owner is not null && socketEvent.Kind != SocketEvents.HandshakeFailedNoDetail)
        {
            owner.Refusal = socketEvent.ProtocolError?.ToString() ?? $"status {socketEvent.AuthenticationStatus}";
        }

        string detail = ConnectionHistory.Explain(socketEvent);
        if (versioned && group is { Connected: > 0 })
        {
            group.Failure = detail;
            return;
        }

        if (group is not null)
        {
            group.Refusals++;
        }

        ConnectionRefusal reason = socketEvent.Kind switch
        {
            SocketEvents.HandshakeFailedAuthentication => ConnectionRefusal.Authentication,
            SocketEvents.HandshakeFailedProtocol => ConnectionRefusal.Protocol,
            _ => ConnectionRefusal.Handshake,
        };
        if (owner is not null && (socketEvent.AuthenticationStatus is not null || socketEvent.ProtocolError == ProtocolError.ZmtpMechanismMismatch))
        {
            owner.Rejection = new ConnectionRejection(owner.Name, reason, socketEvent.AuthenticationStatus, detail);
        }

        ReportRefusal(key, owner, reason, detail);
    }

    private void ReportEnd((string Local, string Remote) key, ConnectionGroup group, bool lost, bool isPeer)
    {
        if (lost && isPeer)
        {
            Changes.Add(ChangeOf(ConnectionEventKind.Lost, key, group) with { Detail = group.Failure });
        }
        else if (lost)
        {
            ReportRefusal(key, group.Owner, ConnectionRefusal.Occupied, detail: null);
        }
        else if (group.Refusals > 0)
        {
            group.Refusals--;
        }
        else
        {
            // libzmq reports no failure for a peer that breaks the protocol before it has sent a greeting.
            ReportRefusal(key, group.Owner, ConnectionRefusal.Protocol, "the peer sent no greeting of the protocol");
        }
    }

    private void ReportRefusal((string Local, string Remote) key, ConnectedEndpoint? owner, ConnectionRefusal reason, string? detail)
    {
        if (owner is not null)
        {
            Refuse(owner, reason, detail, PeerOf(key, byThisSide: true));
        }
        else
        {
            Changes.Add(new ConnectionChange(ConnectionEventKind.Refused, null, key.Local, PeerOf(key, byThisSide: false))
            {
                Refusal = reason,
                Detail = detail,
            });
        }
    }

    private ConnectionChange ChangeOf(ConnectionEventKind kind, (string Local, string Remote) key, ConnectionGroup group) =>
        new(kind, group.Owner, key.Local, PeerOf(key, group.Owner is not null));

    // A monitor without the draft API reports one address: of the peer, or that of the listener.
    private string PeerOf((string Local, string Remote) key, bool byThisSide) =>
        versioned ? key.Remote : byThisSide ? key.Local : string.Empty;
}
