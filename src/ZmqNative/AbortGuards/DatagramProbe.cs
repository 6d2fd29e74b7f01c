using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using NetSocket = System.Net.Sockets.Socket;

namespace ZmqNative;

/// <summary>Binds a UDP socket where libzmq is about to bind one, to learn whether that works.</summary>
/// <remarks>
/// libzmq reports success before it has tried, and when binding fails its I/O thread tries again without pause for ever; not
/// even the context ends then. Another process may take the port after the probe: that cannot be prevented.
/// </remarks>
internal static class DatagramProbe
{
    private const string Scheme = "udp://";
    private const int SolSocket = 1;
    private const int SoReuseAddress = 2;
    private const int SoBindToDevice = 25;

    /// <summary>Throws what libzmq should have said.</summary>
    /// <exception cref="ArgumentException">The endpoint has no address or port.</exception>
    /// <exception cref="ZmqException">The address or the device cannot be used.</exception>
    public static void Try(string endpoint, bool binding, string? device, string operation)
    {
        IPEndPoint? address = binding ? Parse(endpoint) : null;
        try
        {
            using NetSocket probe = new(
                address?.AddressFamily ?? AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Dgram, ProtocolType.Udp);
            if (OperatingSystem.IsLinux())
            {
                // What libzmq sets, which .NET's own option would exceed.
                probe.SetRawSocketOption(SolSocket, SoReuseAddress, [1, 0, 0, 0]);
                if (!string.IsNullOrEmpty(device))
                {
                    SetDevice(probe, device, endpoint, operation);
                }
            }

            if (address is not null && !IsMulticast(address.Address))
            {
                probe.Bind(address);
            }
        }
        catch (SocketException exception)
        {
            int errno = exception.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => Errno.EADDRINUSE,
                SocketError.AddressNotAvailable => Errno.EADDRNOTAVAIL,
                _ when OperatingSystem.IsWindows() => Errno.EINVAL,
                _ => exception.NativeErrorCode,
            };
            ThrowHelper.Throw(errno, operation, endpoint);
        }
    }

    // .NET has no code for the error that Linux gives.
    private static void SetDevice(NetSocket probe, string device, string endpoint, string operation)
    {
        try
        {
            probe.SetRawSocketOption(SolSocket, SoBindToDevice, Encoding.UTF8.GetBytes(device));
        }
        catch (SocketException)
        {
            ThrowHelper.Throw(Errno.ENODEV, operation, endpoint);
        }
    }

    // [interface;]address:port
    private static IPEndPoint Parse(string endpoint)
    {
        ReadOnlySpan<char> text = endpoint.AsSpan(Scheme.Length);
        text = text[(text.LastIndexOf(';') + 1)..];
        int colon = text.LastIndexOf(':');
        if (colon > 0 && (text[(colon + 1)..] is "*" || ushort.TryParse(text[(colon + 1)..], out _)))
        {
            ushort port = text[(colon + 1)..] is "*" ? (ushort)0 : ushort.Parse(text[(colon + 1)..]);
            ReadOnlySpan<char> host = text[..colon];
            if (host is "*")
            {
                return new IPEndPoint(IPAddress.Any, port);
            }

            if (IPAddress.TryParse(host.Trim("[]"), out IPAddress? address) || (address = AddressOf(host.ToString())) is not null)
            {
                return new IPEndPoint(address, port);
            }
        }

        throw new ArgumentException(
            $"To bind to {endpoint}, name an address or interface of this machine and a port, as in udp://127.0.0.1:5555.",
            nameof(endpoint));
    }

    private static IPAddress? AddressOf(string networkInterface) =>
        NetworkInterface.GetAllNetworkInterfaces()
            .FirstOrDefault(candidate => candidate.Name == networkInterface)?
            .GetIPProperties().UnicastAddresses
            .Select(static unicast => unicast.Address)
            .FirstOrDefault(static address => address.AddressFamily == AddressFamily.InterNetwork);

    private static bool IsMulticast(IPAddress address) =>
        address.IsIPv6Multicast || (address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes()[0] is >= 224 and < 240);
}
