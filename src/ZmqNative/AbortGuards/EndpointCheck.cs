using System.Globalization;

namespace ZmqNative;

/// <summary>Checks of endpoints that libzmq would misread.</summary>
internal static class EndpointCheck
{
    private const string Tcp = "tcp://";

    // A DNS name has at most 253 characters; SOCKS counts them in one byte. A source address in front counts too.
    private const int LongestHost = 255;

    /// <summary>Throws for a TCP port that libzmq would cut to 16 bits or read the beginning of.</summary>
    public static void ThrowIfPortIsNone(string endpoint)
    {
        if (!endpoint.StartsWith(Tcp, StringComparison.Ordinal))
        {
            return;
        }

        ReadOnlySpan<char> address = endpoint.AsSpan(Tcp.Length);
        int colon = address.LastIndexOf(':');
        if (colon >= 0 && address[(colon + 1)..] is not ("*" or "!")
            && !ushort.TryParse(address[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            throw new ArgumentException($"The port of the endpoint {Shorten(endpoint)} is no number from 0 to {ushort.MaxValue}.", nameof(endpoint));
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

    /// <summary>Throws for a wildcard in an endpoint to connect to; over ipc libzmq would look for a file of that name for ever.</summary>
    public static void ThrowIfWildcard(string endpoint)
    {
        bool wildcard = IpcPath.IsWildcard(endpoint);
        if (endpoint.StartsWith(Tcp, StringComparison.Ordinal))
        {
            // A source address in front may have them.
            ReadOnlySpan<char> address = endpoint.AsSpan(Math.Max(Tcp.Length, endpoint.LastIndexOf(';') + 1));
            wildcard = address.StartsWith("*:") || address.EndsWith(":*");
        }

        if (wildcard)
        {
            throw new ArgumentException(
                $"Wildcards are for Bind, so {Shorten(endpoint)} cannot be connected to; name the peer, as in tcp://127.0.0.1:5555, " +
                "or pass the LastEndpoint of the socket that was bound.",
                nameof(endpoint));
        }
    }

    /// <summary>Whether a TCP endpoint has an IPv6 address in it, as a number.</summary>
    public static bool HasIPv6Address(string endpoint)
    {
        if (!endpoint.StartsWith(Tcp, StringComparison.Ordinal))
        {
            return false;
        }

        ReadOnlySpan<char> rest = endpoint;
        for (int begin = rest.IndexOf('['); begin >= 0; begin = rest.IndexOf('['))
        {
            rest = rest[(begin + 1)..];
            int end = rest.IndexOf(']');
            if (end >= 0 && rest[..end].Contains(':'))
            {
                return true;
            }
        }

        return false;
    }

    private static string Shorten(string endpoint) => endpoint.Length <= 200 ? endpoint : endpoint[..200] + "...";
}
