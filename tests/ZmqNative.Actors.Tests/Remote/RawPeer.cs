using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ZmqNative.Actors.Tests;

/// <summary>
/// A peer on a plain TCP connection: it completes the handshake of ZMTP 3.0 with the NULL mechanism, and answers no
/// heartbeat. It reads and discards what it receives.
/// </summary>
internal sealed class RawPeer : IDisposable
{
    private const byte More = 1;
    private const byte Command = 4;
    private const int GreetingLength = 64;

    private readonly TcpClient _connection;

    private RawPeer(TcpClient connection) => _connection = connection;

    /// <summary>Accepts one connection and completes the handshake.</summary>
    public static async Task<RawPeer> AcceptAsync(TcpListener listener, string socketType, CancellationToken limit)
    {
        RawPeer peer = new(await listener.AcceptTcpClientAsync(limit));
        await peer.ShakeHandsAsync(socketType, limit);
        return peer;
    }

    /// <summary>
    /// Connects to an endpoint such as <c>tcp://127.0.0.1:5555</c>, and sends messages of short frames together with the end of the handshake.
    /// </summary>
    public static async Task<RawPeer> ConnectAsync(string endpoint, string socketType, CancellationToken limit, params byte[][][] messages)
    {
        TcpClient connection = new();
        await connection.ConnectAsync(IPEndPoint.Parse(endpoint["tcp://".Length..]), limit);
        RawPeer peer = new(connection);
        await peer.ShakeHandsAsync(socketType, limit, messages);
        return peer;
    }

    /// <summary>Reads and discards everything until the other side closes the connection.</summary>
    public async Task ReadToEndAsync(CancellationToken limit)
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (await _connection.GetStream().ReadAsync(buffer, limit) > 0)
            {
            }
        }
        catch (IOException)
        {
            // The connection was reset.
        }
    }

    public void Dispose() => _connection.Dispose();

    private async Task ShakeHandsAsync(string socketType, CancellationToken limit, params byte[][][] messages)
    {
        byte[] greeting = new byte[GreetingLength];
        greeting[0] = 0xFF;
        greeting[8] = 1;
        greeting[9] = 0x7F;
        greeting[10] = 3;
        "NULL"u8.CopyTo(greeting.AsSpan(12));
        NetworkStream stream = _connection.GetStream();
        await stream.WriteAsync(greeting, limit);
        await stream.ReadExactlyAsync(greeting, limit);

        List<byte> ready = [5, .. "READY"u8];
        AddProperty(ready, "Socket-Type", socketType);
        AddProperty(ready, "Identity", string.Empty);
        List<byte> bytes = [Command, checked((byte)ready.Count), .. ready];
        foreach (byte[][] message in messages)
        {
            AddMessage(bytes, message);
        }

        await stream.WriteAsync(bytes.ToArray(), limit);
    }

    private static void AddMessage(List<byte> bytes, byte[][] frames)
    {
        for (int i = 0; i < frames.Length; i++)
        {
            bytes.Add(i < frames.Length - 1 ? More : (byte)0);
            bytes.Add(checked((byte)frames[i].Length));
            bytes.AddRange(frames[i]);
        }
    }

    private static void AddProperty(List<byte> bytes, string name, string value)
    {
        bytes.Add(checked((byte)name.Length));
        bytes.AddRange(Encoding.ASCII.GetBytes(name));
        byte[] length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, value.Length);
        bytes.AddRange(length);
        bytes.AddRange(Encoding.ASCII.GetBytes(value));
    }
}
