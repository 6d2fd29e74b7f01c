namespace ZmqNative.Patterns;

/// <summary>The endpoints of a socket, and those that its successor is still to be attached to. Not thread-safe.</summary>
internal sealed class AttachedEndpoints
{
    private readonly List<string> _bound = [];
    private readonly List<PendingEndpoint> _pending = [];

    // The endpoints as the user wrote them, by the endpoints with wildcards resolved.
    private readonly Dictionary<string, string> _written = new(StringComparer.Ordinal);

    public PendingEndpoint? Next => _pending.Count > 0 ? _pending[0] : null;

    /// <summary>Whether the socket accepts connections at an endpoint, or is to do so.</summary>
    public bool HasBound => _bound.Count > 0 || _pending.Exists(static pending => pending.Binds);

    public void Bound(string endpoint)
    {
        if (!_bound.Contains(endpoint))
        {
            _bound.Add(endpoint);
        }
    }

    /// <summary>Stores the form in which the user wrote an endpoint that is bound.</summary>
    public void Written(string endpoint, string written) => _written[endpoint] = written;

    /// <summary>The bound endpoint at which a connection was accepted, as the user wrote it.</summary>
    /// <param name="local">The address at which it was accepted.</param>
    public string WrittenAt(string local)
    {
        foreach ((string endpoint, string written) in _written)
        {
            if (EndpointNames.IsAt(local, endpoint))
            {
                return written;
            }
        }

        return local;
    }

    public void Unbound(string endpoint)
    {
        _ = _bound.Remove(endpoint);
        _ = _written.Remove(endpoint);
    }

    /// <summary>Removes an endpoint from those that are to be attached.</summary>
    public bool Withdraw(string endpoint)
    {
        int index = _pending.FindIndex(pending => pending.Endpoint == endpoint);
        if (index < 0)
        {
            return false;
        }

        _pending.RemoveAt(index);
        return true;
    }

    /// <summary>Makes all endpoints pending.</summary>
    /// <returns>The endpoints that were bound.</returns>
    public string[] Detach(ConnectedEndpoint[] connected)
    {
        string[] bound = [.. _bound];
        _bound.Clear();
        _pending.AddRange(bound.Select(static endpoint => new PendingEndpoint(endpoint, Binds: true)));
        foreach (ConnectedEndpoint endpoint in connected)
        {
            _pending.AddRange(Enumerable.Repeat(new PendingEndpoint(endpoint.Name, Binds: false), endpoint.Sessions));
        }

        return bound;
    }
}
