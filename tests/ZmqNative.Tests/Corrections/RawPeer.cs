using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace ZmqNative.Tests;

/// <summary>A ZMTP 3.0 peer on a plain TCP connection, mechanism NULL. It reads and writes only when the test calls it.</summary>
internal sealed partial class RawPeer : IDisposable
{
    private const byte Long = 2;
    private const byte Command = 4;

    private readonly System.Net.Sockets.Socket _connection;

    private RawPeer(System.Net.Sockets.Socket connection) => _connection = connection;

    /// <summary>Whether the peer has read the end of the connection.</summary>
    public bool Ended { get; private set; }

    public static System.Net.Sockets.Socket Listen(out string endpoint)
    {
        System.Net.Sockets.Socket listener = new(AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        endpoint = $"tcp://{listener.LocalEndPoint}";
        return listener;
    }

    /// <summary>Accepts a connection of libzmq and completes the handshake.</summary>
    public static RawPeer Accept(System.Net.Sockets.Socket listener, string type)
    {
        RawPeer peer = new(listener.Accept());
        peer.ShakeHands(type, string.Empty);
        return peer;
    }

    /// <summary>Accepts a connection of libzmq, and leaves the handshake to <see cref="Greet"/> and <see cref="SendReady"/>.</summary>
    public static RawPeer AcceptSilently(System.Net.Sockets.Socket listener) => new(listener.Accept());

    /// <summary>Sends the first half of a handshake.</summary>
    public void Greet()
    {
        byte[] greeting = new byte[64];
        greeting[0] = 0xFF;
        greeting[9] = 0x7F;
        greeting[10] = 3;
        "NULL"u8.CopyTo(greeting.AsSpan(12));
        Write(greeting);
    }

    /// <summary>Sends the second half of a handshake.</summary>
    public void SendReady(string type, string routingId = "")
    {
        byte[] ready = [5, .. "READY"u8, .. Property("Socket-Type", type), .. Property("Identity", routingId)];
        Write([Command, checked((byte)ready.Length), .. ready]);
    }

    /// <summary>The number of bytes that can be read now.</summary>
    public int Available => _connection.Available;

    /// <summary>Connects to a socket of libzmq and completes the handshake.</summary>
    public static RawPeer Connect(string endpoint, string type, string routingId = "")
    {
        System.Net.Sockets.Socket connection = new(AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        connection.Connect(IPEndPoint.Parse(endpoint["tcp://".Length..]));
        RawPeer peer = new(connection);
        peer.ShakeHands(type, routingId);
        return peer;
    }

    /// <summary>Connects as a peer of ZMTP 2.0, which has neither mechanisms nor heartbeats.</summary>
    /// <param name="endpoint">The endpoint of a socket of libzmq.</param>
    /// <param name="type">The number of the peer's socket type, as in <c>zmq.h</c>.</param>
    public static RawPeer ConnectAsOldPeer(string endpoint, byte type)
    {
        System.Net.Sockets.Socket connection = new(AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        connection.Connect(IPEndPoint.Parse(endpoint["tcp://".Length..]));
        RawPeer peer = new(connection);
        const byte revision = 1;
        peer.Write([0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, revision, type, 0, 0]);
        return peer;
    }

    /// <summary>Connects as a peer of ZMTP 1.0, which sends its routing id, here none, in place of a greeting.</summary>
    public static RawPeer ConnectUnversioned(string endpoint)
    {
        System.Net.Sockets.Socket connection = new(AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        connection.Connect(IPEndPoint.Parse(endpoint["tcp://".Length..]));
        RawPeer peer = new(connection);
        peer.Write([1, 0]);
        return peer;
    }

    /// <summary>Sends a message of one frame.</summary>
    public void Send(ReadOnlySpan<byte> body) => Write([0, checked((byte)body.Length), .. body]);

    /// <summary>Sends a PING with a time to live in tenths of a second; 0 is none.</summary>
    public void Ping(ushort timeToLive = 0) => Write([Command, 7, 4, .. "PING"u8, (byte)(timeToLive >> 8), (byte)timeToLive]);

    /// <summary>Sends the header of a frame with a number of bytes.</summary>
    public void BeginFrame(long length)
    {
        Span<byte> header = stackalloc byte[9];
        header[0] = Long;
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(header[1..], length);
        Write(header);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[_connection.Send(bytes)..];
        }
    }

    /// <summary>Sends the same one-frame message repeatedly, until the other side closes the connection.</summary>
    /// <returns>The number of messages that the system accepted.</returns>
    public int Flood(ReadOnlySpan<byte> body, int count)
    {
        byte[] message = [0, checked((byte)body.Length), .. body];
        int sent = 0;
        try
        {
            for (; sent < count; sent++)
            {
                Write(message);
            }
        }
        catch (SocketException)
        {
            // Refused.
        }

        return sent;
    }

    /// <summary>Sends a number of messages of one frame of any length.</summary>
    public void FloodFrames(ReadOnlySpan<byte> body, int count)
    {
        for (int i = 0; i < count; i++)
        {
            BeginFrame(body.Length);
            Write(body);
        }
    }

    /// <summary>Waits until the other side's system has all data: a reset discards what this side's system still has.</summary>
    public void AwaitSent() =>
        Assert.That(SpinWait.SpinUntil(() => Unsent() == 0, TimeSpan.FromSeconds(30)), Is.True, "the other side's buffer is full");

    /// <summary>Reads the available bytes, and waits if there are none; records the end of the connection.</summary>
    public byte[] Read()
    {
        byte[] buffer = new byte[64 * 1024];
        int count;
        try
        {
            count = _connection.Receive(buffer);
        }
        catch (SocketException)
        {
            count = 0;
        }

        Ended = count == 0;
        return buffer[..count];
    }

    /// <summary>Ends the connection abruptly: the system answers unread data with a reset.</summary>
    public void Reset()
    {
        _connection.LingerState = new LingerOption(enable: true, seconds: 0);
        _connection.Dispose();
    }

    public void Dispose() => _connection.Dispose();

    private void ShakeHands(string type, string routingId)
    {
        Greet();
        ReadExactly(64);
        SendReady(type, routingId);
        byte[] header = ReadExactly(2);
        ReadExactly(header[1]);
    }

    private int Unsent()
    {
        const nuint SIOCOUTQ = 0x5411;
        Assert.That(ioctl((int)_connection.Handle, SIOCOUTQ, out int unsent), Is.Zero);
        return unsent;
    }

    [LibraryImport("libc")]
    private static partial int ioctl(int descriptor, nuint request, out int value);

    private static byte[] Property(string name, string value) =>
        [(byte)name.Length, .. Encoding.ASCII.GetBytes(name), 0, 0, 0, (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];

    private byte[] ReadExactly(int count)
    {
        byte[] buffer = new byte[count];
        for (int read = 0; read < count;)
        {
            int more = _connection.Receive(buffer.AsSpan(read));
            Assert.That(more, Is.Positive, "the other side closed the connection during the handshake");
            read += more;
        }

        return buffer;
    }
}
