using System.Net;

namespace ZmqNative.Patterns;

/// <summary>Finds sockets that other machines can reach and that authenticate nobody.</summary>
internal static class PublicBinding
{
    /// <summary>Whether other machines can reach an endpoint, and any peer is accepted there.</summary>
    /// <param name="socket">The socket that is bound.</param>
    /// <param name="endpoint">The endpoint as libzmq reports it, with an address in place of an interface's name.</param>
    public static bool IsOpen(Socket socket, string endpoint) =>
        IsReachable(endpoint) && socket.Mechanism == SecurityMechanism.None && string.IsNullOrEmpty(socket.ZapDomain);

    /// <summary>Whether an endpoint is at an address that is not of this machine alone.</summary>
    public static bool IsReachable(string endpoint)
    {
        const string Tcp = "tcp://";
        int colon = endpoint.LastIndexOf(':');
        return endpoint.StartsWith(Tcp, StringComparison.Ordinal) && colon > Tcp.Length
            && IPAddress.TryParse(endpoint.AsSpan(Tcp.Length..colon).Trim("[]"), out IPAddress? address)
            && !IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
    }
}
