using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ZmqNative.Tests.Nats;

/// <summary>A nats-server with JetStream, on a free port and with a folder of its own.</summary>
internal sealed class NatsServer : IAsyncDisposable
{
    private const int Attempts = 3;

    private static readonly Lazy<string?> Program = new(FindProgram);

    private readonly string _folder = Directory.CreateTempSubdirectory("zmqnative-nats-").FullName;
    private Process _process;

    private NatsServer(int port)
    {
        Port = port;
        _process = Run();
    }

    /// <summary>Whether there is a nats-server.</summary>
    public static bool IsInstalled => Program.Value is not null;

    public int Port { get; }

    public string Url => string.Create(CultureInfo.InvariantCulture, $"nats://127.0.0.1:{Port}");

    public int ProcessId => _process.Id;

    /// <summary>Starts a server, and waits until it accepts connections.</summary>
    /// <exception cref="FileNotFoundException">There is no nats-server.</exception>
    public static async Task<NatsServer> StartAsync(CancellationToken cancellationToken)
    {
        // The server has no option for a free port that can be used again after a restart. Another program may take the port before it.
        for (int attempt = 1; ; attempt++)
        {
            NatsServer server = new(FindPort());
            try
            {
                await server.WaitAsync(cancellationToken);
                return server;
            }
            catch (Exception exception) when (exception is SocketException or IOException && attempt < Attempts)
            {
                await server.DisposeAsync();
            }
        }
    }

    /// <summary>Ends the process at once, as a crash does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Starts the server again on the same port, with what it has stored.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
        _process = Run();
        await WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FindPort()
    {
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }

    private static string? FindProgram() =>
        new[] { Environment.GetEnvironmentVariable("ZMQNATIVE_NATS_SERVER") }
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
                .Append("/usr/sbin")
                .Select(static folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "nats-server.exe" : "nats-server")))
            .FirstOrDefault(File.Exists);

    private Process Run()
    {
        string port = Port.ToString(CultureInfo.InvariantCulture);
        string program = Program.Value ?? throw new FileNotFoundException("There is no nats-server in the PATH; ZMQNATIVE_NATS_SERVER may name one.");
        ProcessStartInfo start = new(program, ["-js", "-sd", _folder, "-a", "127.0.0.1", "-p", port, "-l", Path.Combine(_folder, "log")])
        {
            UseShellExecute = false,
        };
        return Process.Start(start)!;
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            using TcpClient client = new();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);

                // The first line, which comes when the server is ready.
                byte[] info = new byte[4];
                await client.GetStream().ReadExactlyAsync(info, cancellationToken);
                if (info.AsSpan().SequenceEqual("INFO"u8))
                {
                    return;
                }

                throw new IOException("Another program has the port.");
            }
            catch (Exception exception) when (exception is SocketException or IOException && !_process.HasExited)
            {
                await Task.Delay(5, cancellationToken);
            }
        }
    }
}
