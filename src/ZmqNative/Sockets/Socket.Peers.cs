using System.Runtime.InteropServices;

namespace ZmqNative;

/// <content>The connections of single users, which only the corrected libzmq can list and end.</content>
public sealed unsafe partial class Socket
{
    /// <summary>
    /// Ends the connections of a user, at once: what was not sent to him yet, and what he has sent and was not received yet, is dropped. He may connect
    /// again, if the ZAP handler accepts him.
    /// </summary>
    /// <remarks>
    /// These are the connections that were made by peers, over a transport with a handshake, and that the ZAP handler of the context has accepted with this user
    /// id. A peer whose handshake has not ended is not among them. As all other operations of the socket, it is for one thread at a time.
    /// </remarks>
    /// <param name="userId">The user id, as the ZAP handler has given it.</param>
    /// <returns>The number of connections.</returns>
    /// <exception cref="ArgumentException">The id is null, empty or no valid UTF-16.</exception>
    /// <exception cref="ZmqException">libzmq is not corrected (<c>EINVAL</c>): <see cref="Zmq.Has"/>, <c>zmqnative</c>.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public long EndConnections(string userId)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        return EndPeers("User-Id"u8, StrictUtf8.Encoding.GetBytes(userId));
    }

    /// <summary>Ends the connections to which the ZAP handler has given a property with a value.</summary>
    /// <returns>The number of connections.</returns>
    internal long EndPeers(ReadOnlySpan<byte> property, ReadOnlySpan<byte> value)
    {
        long before = GetInt64(SocketOptions.EndedPeers);
        SetOption(SocketOptions.EndPeers.Number, [.. property, 0, .. value]);
        return GetInt64(SocketOptions.EndedPeers) - before;
    }

    /// <summary>Lists the values of a property that the ZAP handler has given to connections, each value once.</summary>
    /// <param name="property">The name of the property.</param>
    /// <param name="since">The number of the newest connection at an earlier call, whose connections are left out; 0 for all.</param>
    /// <param name="values">The list that the values are added to.</param>
    /// <returns>The number of the newest connection.</returns>
    internal ulong ListPeers(ReadOnlySpan<byte> property, ulong since, List<byte[]> values)
    {
        int number = SocketOptions.PeerProperty.Number;
        byte[] buffer = new byte[Math.Max(OptionBufferSize, sizeof(ulong) + property.Length + 1)];
        int length;
        while (true)
        {
            BitConverter.TryWriteBytes(buffer, since);
            property.CopyTo(buffer.AsSpan(sizeof(ulong)));
            buffer[sizeof(ulong) + property.Length] = 0;
            int errno = TryGetOption(number, buffer, out length);
            if (errno == 0)
            {
                break;
            }

            if (errno != Errno.EINVAL || length <= buffer.Length)
            {
                ThrowHelper.Throw(errno, $"get option {SocketOptions.Describe(number)} of {Type.NativeName()} socket");
            }

            // Connections may be made meanwhile.
            buffer = new byte[length];
        }

        ReadOnlySpan<byte> rest = buffer.AsSpan(0, length);
        ulong newest = MemoryMarshal.Read<ulong>(rest);
        rest = rest[sizeof(ulong)..];
        while (rest.Length > 0)
        {
            int size = MemoryMarshal.Read<int>(rest);
            values.Add(rest.Slice(sizeof(int), size).ToArray());
            rest = rest[(sizeof(int) + size)..];
        }

        return newest;
    }
}
