using System.Globalization;

namespace ZmqNative;

/// <summary>Refuses endpoints that libzmq would take for something else.</summary>
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

    private static string Shorten(string endpoint) => endpoint.Length <= 200 ? endpoint : endpoint[..200] + "...";
}
