using System.Security.Cryptography;

namespace Tour.Stage;

/// <summary>What one side sent or received. Two tallies of the same stream are equal, or something went wrong.</summary>
internal sealed record Tally(long Messages, long Bytes, string Sha256);

/// <summary>Counts and hashes a stream of messages.</summary>
internal sealed class TallyCounter : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long Messages { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>Counts a message and lets its bytes into the hash.</summary>
    public void Add(ReadOnlySpan<byte> message)
    {
        Count(message.Length);
        Mix(message);
    }

    /// <summary>Counts a message alone, for those whose content is hashed elsewhere.</summary>
    public void Count(int bytes)
    {
        Messages++;
        Bytes += bytes;
    }

    /// <summary>Lets bytes into the hash alone.</summary>
    public void Mix(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    public Tally Total() => new(Messages, Bytes, Convert.ToHexStringLower(_hash.GetCurrentHash()));

    public void Dispose() => _hash.Dispose();
}
