using System.Net;
using System.Net.Sockets;

namespace ZmqNative.Perf;

internal static class Endpoints
{
    /// <summary>An endpoint to bind to that libzmq resolves where it has to.</summary>
    public static string Wildcard(string transport) => transport == "inproc" ? "inproc://perf" : "tcp://127.0.0.1:*";

    /// <summary>An endpoint for the two-process tools, of which each is told beforehand.</summary>
    public static string FreeTcp()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return $"tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }
}
