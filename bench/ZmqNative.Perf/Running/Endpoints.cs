using System.Net;
using System.Net.Sockets;

namespace ZmqNative.Perf;

internal static class Endpoints
{
    private static int s_count;

    /// <summary>An endpoint to bind to that libzmq resolves where it has to.</summary>
    public static string Wildcard(string transport) => transport switch
    {
        "inproc" => "inproc://perf",
        "ipc" => $"ipc://{Path.GetTempPath()}zmqnative-perf-{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}",
        _ => "tcp://127.0.0.1:*",
    };

    /// <summary>An endpoint that both of libzmq's two-process tools are given beforehand.</summary>
    public static string Fixed(string transport)
    {
        if (transport != "tcp")
        {
            return Wildcard(transport);
        }

        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return $"tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }
}
