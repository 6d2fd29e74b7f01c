using System.Net.Sockets;

namespace ZmqNative.Samples.Gateway.Tests.Attack;

/// <summary>A publisher that the gateway connects to, which answers with random bytes behind a greeting of ZMTP, or with fewer.</summary>
internal sealed class RandomPublisher : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly Random _random;
    private readonly Task _running;

    public RandomPublisher(int seed)
    {
        _random = new Random(seed);
        _listener.Start();
        _running = RunAsync();
    }

    public string Endpoint => $"tcp://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>The connections so far.</summary>
    public int Connections { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _running;
        _listener.Dispose();
        _ending.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync(_ending.Token);
                Connections++;
                try
                {
                    await client.GetStream().WriteAsync(Bytes(), _ending.Token);
                }
                catch (IOException)
                {
                    // The gateway has ended the connection.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private byte[] Bytes()
    {
        byte[] bytes = new byte[_random.Next(1, 500)];
        _random.NextBytes(bytes);
        if (_random.Next(3) > 0 && bytes.Length >= 64)
        {
            // The greeting of ZMTP 3.1 with the mechanism NULL.
            Array.Clear(bytes, 0, 64);
            (bytes[0], bytes[9], bytes[10], bytes[11]) = (0xFF, 0x7F, 3, 1);
            "NULL"u8.CopyTo(bytes.AsSpan(12));
        }

        return bytes;
    }
}
