using System.Buffers.Binary;

namespace ZmqNative.Patterns;

/// <summary>The network of an IPv6 address: its first 64 bits. A single host can have all addresses of such a network.</summary>
internal static class PeerNetwork
{
    /// <summary>The number of bytes of a network.</summary>
    public const int Length = 8;

    private const int Groups = 8;
    private const int GroupsOfNetwork = 4;
    private const ushort LinkLocal = 0xFE80;

    /// <summary>Returns the IPv4 address in a text such as <c>::ffff:10.0.0.7</c>, or the whole text.</summary>
    public static ReadOnlySpan<byte> WithoutMapping(ReadOnlySpan<byte> address) =>
        address.StartsWith("::ffff:"u8) && address.Contains((byte)'.') ? address["::ffff:"u8.Length..] : address;

    /// <summary>Reads the network of an address.</summary>
    /// <param name="address">The address as a text.</param>
    /// <param name="network">The memory for <see cref="Length"/> bytes.</param>
    /// <returns>False if it is no IPv6 address, or one of the local link, where a host has only one.</returns>
    public static bool TryRead(ReadOnlySpan<byte> address, Span<byte> network)
    {
        if (address is [(byte)':', not (byte)':', ..])
        {
            // Of ipc, which has no address.
            return false;
        }

        Span<ushort> groups = stackalloc ushort[Groups];
        int count = 0;
        int gap = -1;
        int digits = 0;
        uint value = 0;
        foreach (byte character in address)
        {
            if (character != ':')
            {
                if (!char.IsAsciiHexDigit((char)character) || ++digits > 4)
                {
                    return false;
                }

                value = (value << 4) | (uint)(character <= '9' ? character - '0' : (character | 0x20) - 'a' + 10);
            }
            else if (digits == 0)
            {
                gap = count;
            }
            else if (!TryAdd(groups, ref count, ref value, ref digits))
            {
                return false;
            }
        }

        if ((digits > 0 && !TryAdd(groups, ref count, ref value, ref digits)) || (gap < 0 && count < Groups) || groups[0] == LinkLocal)
        {
            return false;
        }

        for (int i = 0; i < GroupsOfNetwork; i++)
        {
            int zeros = Groups - count;
            ushort group = gap < 0 || i < gap ? groups[i] : i < gap + zeros ? (ushort)0 : groups[i - zeros];
            BinaryPrimitives.WriteUInt16BigEndian(network[(2 * i)..], group);
        }

        return true;
    }

    private static bool TryAdd(Span<ushort> groups, ref int count, ref uint value, ref int digits)
    {
        if (count == Groups)
        {
            return false;
        }

        groups[count++] = (ushort)value;
        (value, digits) = (0, 0);
        return true;
    }
}
