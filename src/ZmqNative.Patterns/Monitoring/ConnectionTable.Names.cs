namespace ZmqNative.Patterns;

/// <content>Endpoints: by the names of hosts, and several at one address.</content>
internal sealed partial class ConnectionTable
{
    /// <summary>
    /// Returns whether an endpoint, or another one at the same address, has a connection that has completed its handshake.
    /// </summary>
    public bool IsConnected(string endpoint)
    {
        if (_endpoints.TryGetValue(endpoint, out ConnectedEndpoint? known))
        {
            foreach (ConnectionGroup group in _groups.Values)
            {
                if (group.Connected > 0 && group.Owner is { } owner && owner.SharesAddressWith(known))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Returns the number of sessions that libzmq has at an address, of all endpoints that are connected there.</summary>
    public int SessionsAt(string native)
    {
        int sessions = 0;
        foreach (ConnectedEndpoint endpoint in _endpoints.Values)
        {
            sessions += endpoint.Native == native ? endpoint.Sessions : 0;
        }

        return sessions;
    }

    /// <summary>Returns the number of times that libzmq has reported that it connects an endpoint again.</summary>
    public int FailuresOf(string endpoint) => _endpoints.TryGetValue(endpoint, out ConnectedEndpoint? known) ? known.Failures : 0;

    /// <summary>Records that this side has ended all connections to an endpoint, and connects it at another address from now on.</summary>
    /// <param name="endpoint">The endpoint as the user gave it.</param>
    /// <param name="native">The endpoint as libzmq is given it; the endpoint itself while it has no address.</param>
    /// <param name="reported">The same as libzmq reports it.</param>
    /// <returns>The number of sessions to the old address that belong to other endpoints: libzmq has ended them, too.</returns>
    public int Readdress(string endpoint, string native, string reported)
    {
        if (!_endpoints.TryGetValue(endpoint, out ConnectedEndpoint? known))
        {
            return 0;
        }

        string old = known.Native;
        End(known, static (_, group, known) => group.Owner == known);
        known.Native = native;
        known.Alias = reported;
        known.Down = 0;
        known.Refusal = null;
        return old == native ? 0 : EndAt(old);
    }

    // libzmq ends all sessions to an address at once, and reports none of that.
    private int EndAt(string native)
    {
        foreach (ConnectedEndpoint endpoint in _endpoints.Values)
        {
            if (endpoint.Native == native)
            {
                endpoint.Down = 0;
            }
        }

        End(native, static (_, group, native) => group.Owner is { } owner && owner.Native == native);
        return SessionsAt(native);
    }

    // libzmq connects again with the address that the name had the last time.
    private void Retry(string endpoint)
    {
        ConnectedEndpoint? owner = FindLost(endpoint, static (candidate, endpoint) => candidate.IsCalled(endpoint));
        if (owner is null && Find(endpoint) is { } called && CountOpen(called) < called.Sessions)
        {
            owner = called;
        }

        // It may not be known yet that the name has this address.
        owner ??= FindLost(endpoint, static (candidate, endpoint) =>
            EndpointNames.PortOf(candidate.Name).SequenceEqual(EndpointNames.PortOf(endpoint))) ?? Find(endpoint);
        if (owner is not null)
        {
            owner.Alias = endpoint;
            owner.Failures++;
            owner.Refusal = null;
            if (owner.Down > 0)
            {
                owner.Down--;
            }
            else
            {
                // Nothing had ended: an attempt to connect has failed.
                Refuse(owner, ConnectionRefusal.Unreachable, detail: null, peer: string.Empty);
            }
        }
    }

    // Of several endpoints, the one that lost its connection first.
    private ConnectedEndpoint? FindLost(string endpoint, Func<ConnectedEndpoint, string, bool> isMeant)
    {
        ConnectedEndpoint? found = null;
        foreach (ConnectedEndpoint candidate in _endpoints.Values)
        {
            if (candidate.Down > 0 && isMeant(candidate, endpoint) && (found is null || candidate.DownSince < found.DownSince))
            {
                found = candidate;
            }
        }

        return found;
    }

    // Several endpoints may have the same address. An event without a known connection is of one that has a session without one.
    private ConnectedEndpoint? Find(string endpoint)
    {
        ConnectedEndpoint? found = null;
        foreach (ConnectedEndpoint candidate in _endpoints.Values)
        {
            if (candidate.IsCalled(endpoint))
            {
                found ??= candidate;
                if (CountOpen(candidate) < candidate.Sessions - candidate.Down)
                {
                    return candidate;
                }
            }
        }

        return found;
    }

    private int CountOpen(ConnectedEndpoint endpoint)
    {
        int open = 0;
        foreach (ConnectionGroup group in _groups.Values)
        {
            open += group.Owner == endpoint ? group.Open : 0;
        }

        return open;
    }

    // A session has one connection at a time: with a new one, the oldest at the address is over. This side has ended it, without an event.
    private void EndExcess(ConnectedEndpoint endpoint)
    {
        int sessions = 0;
        foreach (ConnectedEndpoint other in _endpoints.Values)
        {
            sessions += other.SharesAddressWith(endpoint) ? other.Sessions : 0;
        }

        int open = 0;
        ConnectionGroup? oldest = null;
        foreach (ConnectionGroup group in _groups.Values)
        {
            if (group.Owner?.SharesAddressWith(endpoint) == true)
            {
                open += group.Open;
                oldest = oldest is null || group.Number < oldest.Number ? group : oldest;
            }
        }

        if (sessions == 1)
        {
            endpoint.Down = 0;
        }

        // Without addresses a group is all connections, of which this may be another one.
        if (oldest is not null && open >= sessions && (versioned || sessions == 1))
        {
            End(oldest, static (_, group, oldest) => group == oldest);
        }
    }
}
