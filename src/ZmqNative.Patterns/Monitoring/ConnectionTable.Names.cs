namespace ZmqNative.Patterns;

/// <content>What is asked of endpoints by the names of hosts.</content>
internal sealed partial class ConnectionTable
{
    /// <summary>Whether an endpoint has a connection that has completed its handshake.</summary>
    public bool IsConnected(string endpoint)
    {
        foreach (ConnectionGroup group in _groups.Values)
        {
            if (group.Owner is { } owner && owner.Name == endpoint && group.Connected > 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>How many times an endpoint is connected.</summary>
    public int SessionsOf(string endpoint) => _endpoints.TryGetValue(endpoint, out ConnectedEndpoint? known) ? known.Sessions : 0;

    /// <summary>How often libzmq has said that it connects an endpoint again.</summary>
    public int FailuresOf(string endpoint) => _endpoints.TryGetValue(endpoint, out ConnectedEndpoint? known) ? known.Failures : 0;

    /// <summary>This side connects an endpoint at another address from now on.</summary>
    public void Readdress(string endpoint, string native, string reported)
    {
        if (_endpoints.TryGetValue(endpoint, out ConnectedEndpoint? known))
        {
            End(known, static (_, group, known) => group.Owner == known);
            known.Native = native;
            known.Alias = reported;
            known.Down = 0;
            known.Refusal = null;
        }
    }
}
