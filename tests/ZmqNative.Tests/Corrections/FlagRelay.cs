using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace ZmqNative.Tests;

/// <summary>A TCP relay that sets a flag of each ZMTP frame from the end that connects, but for the commands of the handshake.</summary>
internal sealed class FlagRelay : IDisposable
{
    private const int GreetingLength = 64;
    private const int Long = 2;
    private const int Command = 4;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TcpClient _target = new();
    private readonly byte _flag;

    public FlagRelay(string target, byte flag)
    {
        _flag = flag;
        _listener.Start();
        Endpoint = $"tcp://{_listener.LocalEndpoint}";
        _ = RunAsync(IPEndPoint.Parse(target["tcp://".Length..]));
    }

    /// <summary>The endpoint to connect to.</summary>
    public string Endpoint { get; }

    public void Dispose()
    {
        _listener.Dispose();
        _target.Dispose();
    }

    private async Task RunAsync(IPEndPoint target)
    {
        using TcpClient accepted = await _listener.AcceptTcpClientAsync();
        await _target.ConnectAsync(target);
        try
        {
            _ = _target.GetStream().CopyToAsync(accepted.GetStream());
            await ForwardAsync(accepted.GetStream(), _target.GetStream());
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The test has ended.
        }
    }

    private async Task ForwardAsync(NetworkStream from, NetworkStream to)
    {
        // It comes in parts: each end waits for a part of the other one.
        byte[] greeting = new byte[GreetingLength];
        for (int rest = GreetingLength; rest > 0;)
        {
            int count = await from.ReadAsync(greeting.AsMemory(0, rest));
            await to.WriteAsync(greeting.AsMemory(0, count));
            rest = count == 0 ? 0 : rest - count;
        }

        while (true)
        {
            byte[] flags = new byte[1];
            await from.ReadExactlyAsync(flags);
            byte[] length = new byte[(flags[0] & Long) != 0 ? sizeof(long) : 1];
            await from.ReadExactlyAsync(length);
            byte[] body = new byte[length.Length == 1 ? length[0] : BinaryPrimitives.ReadInt64BigEndian(length)];
            await from.ReadExactlyAsync(body);
            flags[0] |= (flags[0] & Command) != 0 ? (byte)0 : _flag;
            await to.WriteAsync((byte[])[.. flags, .. length, .. body]);
        }
    }
}
