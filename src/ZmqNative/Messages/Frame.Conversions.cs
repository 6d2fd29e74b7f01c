using System.Diagnostics.CodeAnalysis;

namespace ZmqNative;

/// <content>The conversions by which texts and bytes are elements of a <see cref="MultipartMessage"/>.</content>
public readonly unsafe partial struct Frame
{
    // Null becomes default, because a conversion must not throw between others whose frames would then never be disposed. The method that
    // gets the frame refuses it.

    /// <summary>Creates a frame with <paramref name="text"/> in UTF-8, as <see cref="FromText"/> does.</summary>
    /// <param name="text">The text. Null gives <c>default</c>, which is no frame, and which methods refuse.</param>
    [SuppressMessage("Usage", "CA2225", Justification = "FromText is the method.")]
    public static implicit operator Frame(string? text) => text is null ? default : FromText(text);

    /// <summary>Creates a frame with a copy of <paramref name="bytes"/>, as <see cref="Copy"/> does.</summary>
    /// <param name="bytes">The bytes. Null gives <c>default</c>, which is no frame, and which methods refuse.</param>
    [SuppressMessage("Usage", "CA2225", Justification = "Copy is the method.")]
    public static implicit operator Frame(byte[]? bytes) => bytes is null ? default : Copy(bytes);

    /// <summary>Creates a frame with a copy of <paramref name="bytes"/>, as <see cref="Copy"/> does.</summary>
    /// <param name="bytes">The bytes, such as <c>"text"u8</c>; an empty span gives an empty frame.</param>
    [SuppressMessage("Usage", "CA2225", Justification = "Copy is the method.")]
    public static implicit operator Frame(ReadOnlySpan<byte> bytes) => Copy(bytes);

    /// <summary>Creates a frame with a copy of <paramref name="bytes"/>, as <see cref="Copy"/> does.</summary>
    /// <param name="bytes">The bytes; an empty memory gives an empty frame.</param>
    [SuppressMessage("Usage", "CA2225", Justification = "Copy is the method.")]
    public static implicit operator Frame(ReadOnlyMemory<byte> bytes) => Copy(bytes.Span);
}
