using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ZmqNative.Patterns;

/// <summary>The parts of a TCP endpoint with the name of a host.</summary>
/// <param name="Source">The source address with its semicolon; usually empty.</param>
/// <param name="Host">The name.</param>
/// <param name="Port">The port.</param>
internal sealed record HostEndpoint(string Source, string Host, string Port)
{
    private const string Tcp = "tcp://";

    /// <summary>Parses an endpoint.</summary>
    /// <returns>
    /// False for all other endpoints: other transports, numeric addresses, and those that libzmq refuses, so that libzmq reports the error.
    /// </returns>
    public static bool TryParse(string endpoint, [NotNullWhen(true)] out HostEndpoint? parsed)
    {
        parsed = null;
        if (!endpoint.StartsWith(Tcp, StringComparison.Ordinal))
        {
            return false;
        }

        int host = Math.Max(Tcp.Length, endpoint.LastIndexOf(';') + 1);
        int colon = endpoint.LastIndexOf(':');
        if (colon <= host || !IsName(endpoint.AsSpan(host, colon - host)) || !IsPort(endpoint.AsSpan(colon + 1)))
        {
            return false;
        }

        parsed = new HostEndpoint(endpoint[Tcp.Length..host], endpoint[host..colon], endpoint[(colon + 1)..]);
        return true;
    }

    /// <summary>Returns the endpoint with an address in place of the name, as it is given to libzmq.</summary>
    public string At(IPAddress address, bool ipv6) => Tcp + Source + Text(address, ipv6) + ":" + Port;

    /// <summary>Returns the same endpoint as libzmq reports it: without the source address.</summary>
    public string Reported(IPAddress address, bool ipv6) => Tcp + Text(address, ipv6) + ":" + Port;

    // With IPv6 libzmq maps addresses of IPv4, and reports them so.
    private static string Text(IPAddress address, bool ipv6)
    {
        IPAddress used = ipv6 && address.AddressFamily == AddressFamily.InterNetwork ? address.MapToIPv6() : address;
        return used.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{used}]" : used.ToString();
    }

    private static bool IsName(ReadOnlySpan<char> host)
    {
        bool hasLetter = false;
        foreach (char c in host)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.' or '_'))
            {
                return false;
            }

            hasLetter |= char.IsAsciiLetter(c);
        }

        // 0x7f.1 is an address, too.
        return hasLetter && char.IsAsciiLetterOrDigit(host[0]) && host[^1] != '-' && !IPAddress.TryParse(host, out _);
    }

    // .NET takes NULs behind a number.
    private static bool IsPort(ReadOnlySpan<char> port) =>
        !port.ContainsAnyExceptInRange('0', '9') && ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) && number > 0;
}
