using System.Diagnostics.CodeAnalysis;

namespace ZmqNative;

/// <content>The conversions by which texts and bytes are elements of a <see cref="MultipartMessage"/>.</content>
/// <remarks>
/// Each creates a frame, which the method or message that it is given to owns. Null becomes <c>default</c>, because a conversion must not
/// throw between others whose frames would then never be disposed; the method that takes the frame refuses it.
/// </remarks>
public readonly unsafe partial struct Frame
{
    /// <summary>Creates a frame with <paramref name="text"/> in UTF-8, as <see cref="FromText"/> does.</summary>
    /// <param name="text">The text; null makes <c>default</c>, which is no frame.</param>
    [SuppressMessage("Usage", "CA2225", Justification = "FromText is the method.")]
    public static implicit operator Frame(string? text) => text is null ? default : FromText(text);

    /// <summary>Creates a frame with a copy of <paramref name="bytes"/>, as <see cref="Copy"/> does.</summary>
    /// <param name="bytes">The bytes; null makes <c>default</c>, which is no frame.</param>
    [SuppressMessage("Usage", "CA2225", Justification = "Copy is the method.")]
    public static implicit operator Frame(byte[]? bytes) => bytes is null ? default : Copy(bytes);

    /// <summary>Creates a frame with a copy of <paramref name="bytes"/>, as <see cref="Copy"/> does.</summary>
    /// <param name="bytes">The bytes, such as <c>"text"u8</c>; none make an empty frame.</param>
    [SuppressMessage("Usage", "CA2225", Justification = "Copy is the method.")]
    public static implicit operator Frame(ReadOnlySpan<byte> bytes) => Copy(bytes);

    /// <summary>Creates a frame with a copy of <paramref name="bytes"/>, as <see cref="Copy"/> does.</summary>
    /// <param name="bytes">The bytes; none make an empty frame.</param>
    [SuppressMessage("Usage", "CA2225", Justification = "Copy is the method.")]
    public static implicit operator Frame(ReadOnlyMemory<byte> bytes) => Copy(bytes.Span);
}
