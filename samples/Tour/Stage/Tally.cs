using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Tour.Stage;

/// <summary>The counts of one side. If the two tallies of a stream differ, messages were lost or changed.</summary>
internal sealed record Tally(long Messages, long Bytes, string Sha256);

/// <summary>Counts and hashes a stream of messages.</summary>
internal sealed class TallyCounter : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    // Guards the counts and the sum of AddUnordered, against handlers that run at the same time.
    private readonly Lock _gate = new();
    private UInt128 _sum;

    public long Messages { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>Counts a message and adds its bytes to the hash.</summary>
    public void Add(ReadOnlySpan<byte> message)
    {
        Count(message.Length);
        Mix(message);
    }

    /// <summary>Counts a message without regard to the order; from any thread.</summary>
    public void AddUnordered(ReadOnlySpan<byte> message)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        _ = SHA256.HashData(message, digest);
        lock (_gate)
        {
            Count(message.Length);

            // A sum is the same in any order. Half the digest is enough to notice what is lost, doubled or changed.
            _sum += BinaryPrimitives.ReadUInt128BigEndian(digest);
        }
    }

    /// <summary>Counts a message without its bytes, which are hashed elsewhere.</summary>
    public void Count(int bytes)
    {
        Messages++;
        Bytes += bytes;
    }

    /// <summary>Adds bytes to the hash without counting a message.</summary>
    public void Mix(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    public Tally Total()
    {
        lock (_gate)
        {
            return new Tally(Messages, Bytes, $"{Convert.ToHexStringLower(_hash.GetCurrentHash())}+{_sum:x32}");
        }
    }

    public void Dispose() => _hash.Dispose();
}
