using System.Globalization;

namespace ZmqNative;

/// <summary>Refuses endpoints that libzmq would take for something else.</summary>
internal static class EndpointCheck
{
    private const string Tcp = "tcp://";

    // A DNS name has at most 253 characters; SOCKS counts them in one byte. A source address in front counts too.
    private const int LongestHost = 255;

    /// <summary>Throws for a TCP port beyond 65,535, which libzmq silently cuts to 16 bits.</summary>
    public static void ThrowIfPortTooLarge(string endpoint)
    {
        if (!endpoint.StartsWith(Tcp, StringComparison.Ordinal))
        {
            return;
        }

        ReadOnlySpan<char> port = endpoint.AsSpan(endpoint.LastIndexOf(':') + 1);
        if (port.Length > 0 && !port.ContainsAnyExceptInRange('0', '9')
            && !ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            throw new ArgumentException($"The endpoint {endpoint} has a port above {ushort.MaxValue}.", nameof(endpoint));
        }
    }

    /// <summary>Throws for a TCP host longer than any name can be: through a SOCKS proxy libzmq would abort on it.</summary>
    public static void ThrowIfHostTooLong(string endpoint)
    {
        if (endpoint.StartsWith(Tcp, StringComparison.Ordinal) && endpoint.LastIndexOf(':') - Tcp.Length > LongestHost)
        {
            throw new ArgumentException($"The host of the endpoint has more than {LongestHost} characters.", nameof(endpoint));
        }
    }
}
