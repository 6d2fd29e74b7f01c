using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors;

/// <summary>Writes and reads the typed messages of actors at the edge of a process. Any thread, at the same time.</summary>
/// <remarks>
/// Within a broker nothing is serialised. Bytes and texts (<see cref="Frame"/>, <see cref="MultipartMessage"/>,
/// <c>byte[]</c>, <see cref="ReadOnlyMemory{T}"/> of bytes, <see cref="string"/>) need no serializer. A question carries the name
/// of its type; an answer carries none, since whoever asked says what is expected.
/// </remarks>
public interface IActorSerializer
{
    /// <summary>The short name under which messages of a type travel.</summary>
    /// <param name="type">What an object to be sent is.</param>
    /// <param name="name">1 to 128 characters, without control characters.</param>
    /// <returns>False for a type that is not known.</returns>
    bool TryGetName(Type type, [NotNullWhen(true)] out string? name);

    /// <summary>The type of messages that travel under a name.</summary>
    /// <param name="name">What came over the wire: any text.</param>
    /// <param name="type">The type.</param>
    /// <returns>False for a name that is not known.</returns>
    bool TryGetType(string name, [NotNullWhen(true)] out Type? type);

    /// <summary>Writes an object.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="value">An object of a known type. Any exception says that it cannot be written.</param>
    void Write(IBufferWriter<byte> buffer, object value);

    /// <summary>Reads an object.</summary>
    /// <param name="bytes">What came over the wire: anything.</param>
    /// <param name="type">What it should be. Any exception says that it cannot be read.</param>
    /// <returns>The object.</returns>
    object? Read(ReadOnlySpan<byte> bytes, Type type);
}
