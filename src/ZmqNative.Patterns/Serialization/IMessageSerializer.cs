using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns;

/// <summary>Writes objects as the bytes of messages and reads them back; for patterns and for actors of other processes.</summary>
/// <remarks>
/// <para>An implementation is called from any thread, from several at the same time.</para>
/// <para>Bytes and texts (<see cref="Frame"/>, <see cref="MultipartMessage"/>, <c>byte[]</c>, <see cref="ReadOnlyMemory{T}"/> of bytes,
/// <see cref="string"/>) are sent unchanged, without a serializer. Within one broker actors pass objects by reference, and nothing is
/// serialized.</para>
/// <para>A message to an actor of another process carries the name of its type. An answer carries none: the caller states the type that it
/// expects. Patterns write no names, and do not call <see cref="TryGetName"/> and <see cref="TryGetType"/>.</para>
/// </remarks>
public interface IMessageSerializer
{
    /// <summary>Gets the short name under which objects of a type are sent.</summary>
    /// <param name="type">The type of an object that is to be sent.</param>
    /// <param name="name">The name: 1 to 128 characters, without control characters, not <c>text</c> or <c>bytes</c>, nor <c>call </c> at the beginning.</param>
    /// <returns>False for an unknown type.</returns>
    bool TryGetName(Type type, [NotNullWhen(true)] out string? name);

    /// <summary>Gets the type of the objects that are sent under a name.</summary>
    /// <param name="name">The name that was received: any text.</param>
    /// <param name="type">The type.</param>
    /// <returns>False for an unknown name.</returns>
    bool TryGetType(string name, [NotNullWhen(true)] out Type? type);

    /// <summary>Writes an object. Any exception means that it cannot be written.</summary>
    /// <param name="buffer">The buffer to write to.</param>
    /// <param name="value">The object.</param>
    void Write(IBufferWriter<byte> buffer, object value);

    /// <summary>Reads an object. Any exception means that it cannot be read.</summary>
    /// <param name="bytes">The bytes that were received: they may be anything.</param>
    /// <param name="type">The type of the object that is expected.</param>
    /// <returns>The object.</returns>
    object? Read(ReadOnlySpan<byte> bytes, Type type);
}
