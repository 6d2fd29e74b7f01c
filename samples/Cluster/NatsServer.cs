using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ZmqNative.Samples.ClusterOrders;

/// <summary>A nats-server with JetStream for the time of the sample. In production it is an installation of its own.</summary>
internal sealed class NatsServer : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zmqnative-sample-").FullName;
    private readonly Process _process;

    public NatsServer(string program)
    {
        int port;
        using (TcpListener free = new(IPAddress.Loopback, 0))
        {
            free.Start();
            port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        Url = string.Create(CultureInfo.InvariantCulture, $"nats://127.0.0.1:{port}");
        _process = Process.Start(new ProcessStartInfo(
            program, ["-js", "-sd", _folder, "-a", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture), "-l", Path.Combine(_folder, "log")])
        {
            UseShellExecute = false,
        })!;
    }

    /// <summary>The address. Brokers wait for the server, so nothing here does.</summary>
    public string Url { get; }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
