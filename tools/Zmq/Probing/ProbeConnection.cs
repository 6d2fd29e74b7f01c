using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace ZmqTool.Probing;

/// <summary>A connection of the probe, which speaks as much ZMTP as it needs.</summary>
internal sealed class ProbeConnection : IDisposable
{
    // A peer's READY has some hundred bytes; more is no handshake.
    private const ulong MaxFrame = 64 * 1024;

    private readonly Socket _socket;
    private readonly NetworkStream _stream;

    private ProbeConnection(Socket socket, EndPoint address)
    {
        _socket = socket;
        _stream = new NetworkStream(socket);
        Address = address;
    }

    /// <summary>The address that has accepted the connection.</summary>
    public EndPoint Address { get; }

    /// <summary>Connects to the first address that accepts.</summary>
    /// <exception cref="SocketException">None did.</exception>
    public static async Task<ProbeConnection> OpenAsync(ProbeTarget target, CancellationToken cancellation)
    {
        SocketException? failure = null;
        foreach (EndPoint address in target.Addresses)
        {
            Socket socket = new(address.AddressFamily, SocketType.Stream, address is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified);
            try
            {
                if (address is IPEndPoint)
                {
                    socket.NoDelay = true;
                }

                await socket.ConnectAsync(address, cancellation);
                return new ProbeConnection(socket, address);
            }
            catch (SocketException exception)
            {
                failure = exception;
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw failure ?? new SocketException((int)SocketError.HostNotFound);
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation) => _stream.WriteAsync(bytes, cancellation);

    /// <summary>Reads at least so many bytes, or what comes before the peer closes the connection.</summary>
    public async Task<byte[]> ReadAsync(int length, CancellationToken cancellation)
    {
        byte[] bytes = new byte[length];
        int read = await _stream.ReadAtLeastAsync(bytes, length, throwOnEndOfStream: false, cancellation);
        return bytes[..read];
    }

    /// <summary>Reads what is there first, at most so many bytes; empty when the peer closes the connection.</summary>
    public async Task<byte[]> ReadSomeAsync(int length, CancellationToken cancellation)
    {
        byte[] bytes = new byte[length];
        return bytes[..await _stream.ReadAsync(bytes, cancellation)];
    }

    /// <summary>Reads frames up to the next command; null when the peer closes the connection.</summary>
    public async Task<ZmtpCommand?> ReadCommandAsync(CancellationToken cancellation)
    {
        while (true)
        {
            byte[] flags = await ReadAsync(1, cancellation);
            if (flags.Length == 0)
            {
                return null;
            }

            bool isLong = (flags[0] & 2) != 0;
            byte[] length = await ReadAsync(isLong ? sizeof(ulong) : 1, cancellation);
            ulong size = length.Length == 1 ? length[0] : length.Length == sizeof(ulong) ? BinaryPrimitives.ReadUInt64BigEndian(length) : ulong.MaxValue;
            if (size > MaxFrame)
            {
                return null;
            }

            byte[] content = await ReadAsync((int)size, cancellation);
            if (content.Length < (int)size)
            {
                return null;
            }

            if ((flags[0] & 4) != 0)
            {
                return ZmtpCommand.Parse(content);
            }
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }
}
