using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors;

/// <summary>The key of a message for a consistent hash: a text, a number or an id, of which only the hash is kept.</summary>
/// <remarks>The hash is the same in every process and on every machine, unlike <see cref="object.GetHashCode()"/>.</remarks>
public readonly struct RoutingKey : IEquatable<RoutingKey>
{
    // The 64-bit FNV-1a parameters.
    private const ulong Basis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    private RoutingKey(ulong hash) => Hash = hash;

    internal ulong Hash { get; }

    /// <summary>Creates a key from a text, compared ordinally.</summary>
    /// <param name="text">The text.</param>
    public static RoutingKey From(ReadOnlySpan<char> text)
    {
        ulong hash = Basis;
        foreach (char c in text)
        {
            hash = (hash ^ c) * Prime;
        }

        return new RoutingKey(Mix(hash));
    }

    /// <summary>Creates a key from bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public static RoutingKey From(ReadOnlySpan<byte> bytes)
    {
        ulong hash = Basis;
        foreach (byte b in bytes)
        {
            hash = (hash ^ b) * Prime;
        }

        return new RoutingKey(Mix(hash));
    }

    /// <summary>Creates a key from a text, compared ordinally.</summary>
    /// <param name="text">The text; null is the same as empty.</param>
    public static implicit operator RoutingKey(string? text) => From(text.AsSpan());

    /// <summary>Creates a key from a number.</summary>
    /// <param name="number">The number.</param>
    public static implicit operator RoutingKey(long number) => new(Mix((ulong)number ^ Basis));

    /// <summary>Creates a key from an id.</summary>
    /// <param name="id">The id.</param>
    public static implicit operator RoutingKey(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        _ = id.TryWriteBytes(bytes);
        return From(bytes);
    }

    /// <summary>Whether two keys are the same.</summary>
    /// <param name="left">The first key.</param>
    /// <param name="right">The second key.</param>
    public static bool operator ==(RoutingKey left, RoutingKey right) => left.Equals(right);

    /// <summary>Whether two keys differ.</summary>
    /// <param name="left">The first key.</param>
    /// <param name="right">The second key.</param>
    public static bool operator !=(RoutingKey left, RoutingKey right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(RoutingKey other) => Hash == other.Hash;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is RoutingKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Hash.GetHashCode();

    /// <summary>Spreads differences in few bits over all 64 bits; otherwise similar keys would be close on the ring.</summary>
    internal static ulong Mix(ulong value)
    {
        value ^= value >> 33;
        value *= 0xff51afd7ed558ccd;
        value ^= value >> 33;
        value *= 0xc4ceb9fe1a85ec53;
        return value ^ (value >> 33);
    }
}
