using System.Net;
using System.Net.Sockets;

namespace ZmqTool.Probing;

/// <summary>An endpoint over which the probe itself can open a connection.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Addresses">Its addresses: several of a host name.</param>
internal sealed record ProbeTarget(string Endpoint, IReadOnlyList<EndPoint> Addresses)
{
    /// <summary>Resolves an endpoint.</summary>
    /// <exception cref="ToolException">The transport has no probe, or the text is wrong.</exception>
    /// <exception cref="SocketException">The name does not resolve.</exception>
    public static async Task<ProbeTarget> ResolveAsync(string endpoint, CancellationToken cancellation)
    {
        string[] parts = endpoint.Split("://", 2);
        if (parts[0] == "ipc")
        {
            string path = parts[1].StartsWith('@') ? "\0" + parts[1][1..] : parts[1];
            return new ProbeTarget(endpoint, [new UnixDomainSocketEndPoint(path)]);
        }

        if (parts[0] != "tcp")
        {
            throw ToolException.Usage($"'{endpoint}' cannot be probed: tcp:// and ipc:// endpoints can.");
        }

        int colon = parts[1].LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(parts[1].AsSpan(colon + 1), out ushort port) || port == 0)
        {
            throw ToolException.Usage($"'{endpoint}' has no port: endpoints look like tcp://host:5555.");
        }

        // A source address in front, "eth0;host", is for libzmq.
        string host = parts[1][..colon].Split(';')[^1].Trim('[', ']');
        IPAddress[] addresses = IPAddress.TryParse(host, out IPAddress? address)
            ? [address]
            : await Dns.GetHostAddressesAsync(host, cancellation);

        // As libzmq without IPv6 does: IPv4 first.
        return new ProbeTarget(endpoint, [.. addresses.OrderBy(static a => a.AddressFamily).Select(a => new IPEndPoint(a, port))]);
    }
}
