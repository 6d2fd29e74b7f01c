using System.Net;
using System.Net.Sockets;

namespace ZmqNative.Perf;

internal static class Endpoints
{
    private static int s_count;

    /// <summary>Returns an endpoint to bind; libzmq resolves its wildcard.</summary>
    public static string Wildcard(string transport) => transport switch
    {
        "inproc" => "inproc://perf",
        "ipc" => Free(transport),
        _ => "tcp://127.0.0.1:*",
    };

    /// <summary>Returns an endpoint for the two-process tools, which need it before they start.</summary>
    public static string Free(string transport)
    {
        if (transport == "ipc")
        {
            return $"ipc://{Path.GetTempPath()}zmqnative-perf-{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}";
        }

        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return $"tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }
}
