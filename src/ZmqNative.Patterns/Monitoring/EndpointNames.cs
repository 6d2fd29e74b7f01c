namespace ZmqNative.Patterns;

/// <summary>Compares endpoints as libzmq writes them.</summary>
internal static class EndpointNames
{
    private const string Tcp = "tcp://";

    /// <summary>Returns the text behind the last colon.</summary>
    public static ReadOnlySpan<char> PortOf(string endpoint) => endpoint.AsSpan(endpoint.LastIndexOf(':') + 1);

    /// <summary>Returns whether a connection with this local address was accepted at a bound endpoint.</summary>
    public static bool IsAt(string local, string bound)
    {
        if (local == bound)
        {
            return true;
        }

        // Bound at every address of the machine.
        return local.StartsWith(Tcp, StringComparison.Ordinal)
            && (bound.StartsWith(Tcp + "0.0.0.0:", StringComparison.Ordinal) || bound.StartsWith(Tcp + "[::]:", StringComparison.Ordinal))
            && PortOf(local).SequenceEqual(PortOf(bound));
    }
}
