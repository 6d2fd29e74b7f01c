namespace ZmqNative.Patterns;

/// <summary>The endpoints of a socket, and those that its successor is still to be attached to. Not for several threads.</summary>
internal sealed class AttachedEndpoints
{
    private readonly List<string> _bound = [];
    private readonly List<PendingEndpoint> _pending = [];

    public PendingEndpoint? Next => _pending.Count > 0 ? _pending[0] : null;

    public void Bound(string endpoint)
    {
        if (!_bound.Contains(endpoint))
        {
            _bound.Add(endpoint);
        }
    }

    public void Unbound(string endpoint) => _bound.Remove(endpoint);

    /// <summary>Takes an endpoint out of those that are to be attached.</summary>
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

    /// <summary>Makes everything pending.</summary>
    /// <returns>What was bound.</returns>
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
