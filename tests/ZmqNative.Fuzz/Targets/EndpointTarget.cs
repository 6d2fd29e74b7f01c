using System.Net;
using System.Text;
using ZmqNative.Patterns;

namespace ZmqNative.Fuzz.Targets;

/// <summary>Endpoints with the name of a host: its parts are written to the text that was read.</summary>
internal static class EndpointTarget
{
    public static FuzzTarget Create() => new(
        "endpoint",
        "endpoints with host names",
        [.. new[] { "tcp://localhost:5555", "tcp://eth0:1;shop.example:65535", "tcp://127.0.0.1:5555", "tcp://[::1]:5555", "ipc:///tmp/x", "tcp://*:*" }.Select(Encoding.UTF8.GetBytes)],
        [.. new[] { "tcp://", ":", ";", ".", "-", "0x7f.1", ":0", ":65536", "[", "%", "\0" }.Select(Encoding.UTF8.GetBytes)],
        Run);

    private static void Run(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input);
        if (HostEndpoint.TryParse(text, out HostEndpoint? endpoint))
        {
            FuzzFaultException.Unless($"tcp://{endpoint.Source}{endpoint.Host}:{endpoint.Port}" == text, "the parts are those of the text");
            FuzzFaultException.Unless(endpoint.Port.All(char.IsAsciiDigit), "a port has digits alone");
            FuzzFaultException.Unless(!IPAddress.TryParse(endpoint.Host, out _), "an address is no name");
            FuzzFaultException.Unless(!HostEndpoint.TryParse(endpoint.At(IPAddress.Loopback, ipv6: false), out _), "an endpoint with an address has no name");
        }
    }
}
