using System.Text;

namespace ZmqNative.Cluster;

/// <summary>The shard of an address: FNV-1a with 64 bits over the UTF-8 of the name and the key, its halves combined, modulo the number of shards.</summary>
/// <remarks>Children have the shard of their parent: what follows a second slash does not count.</remarks>
internal static class ShardHash
{
    private const ulong Offset = 14_695_981_039_346_656_037;
    private const ulong Prime = 1_099_511_628_211;
    private const int MaxRuneBytes = 4;

    public static int ShardOf(string address, int shards)
    {
        int slash = address.IndexOf('/', StringComparison.Ordinal);
        int second = slash < 0 ? -1 : address.IndexOf('/', slash + 1);
        ReadOnlySpan<char> key = second < 0 ? address : address.AsSpan(0, second);
        ulong hash = Offset;
        Span<byte> bytes = stackalloc byte[MaxRuneBytes];
        foreach (Rune rune in key.EnumerateRunes())
        {
            foreach (byte b in bytes[..rune.EncodeToUtf8(bytes)])
            {
                hash = (hash ^ b) * Prime;
            }
        }

        return (int)((uint)(hash ^ (hash >> 32)) % (uint)shards);
    }
}
