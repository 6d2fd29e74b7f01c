namespace ZmqNative.Patterns;

/// <summary>
/// The id of a message as bytes, compared by content; for a <see cref="ProtocolClient{TId}"/> whose ids are neither text nor number.
/// </summary>
public readonly struct BinaryId : IEquatable<BinaryId>
{
    private readonly byte[]? _bytes;

    /// <summary>Initializes an id with a copy of bytes.</summary>
    /// <param name="bytes">The bytes, such as those of a frame; may be empty.</param>
    public BinaryId(ReadOnlySpan<byte> bytes) => _bytes = bytes.IsEmpty ? null : bytes.ToArray();

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span => _bytes;

    /// <summary>Returns whether two ids have the same bytes.</summary>
    /// <param name="left">One id.</param>
    /// <param name="right">The other id.</param>
    public static bool operator ==(BinaryId left, BinaryId right) => left.Equals(right);

    /// <summary>Returns whether two ids have different bytes.</summary>
    /// <param name="left">One id.</param>
    /// <param name="right">The other id.</param>
    public static bool operator !=(BinaryId left, BinaryId right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(BinaryId other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is BinaryId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    /// <summary>Returns the bytes in hexadecimal.</summary>
    /// <returns>Two digits for each byte.</returns>
    public override string ToString() => Convert.ToHexStringLower(Span);
}
