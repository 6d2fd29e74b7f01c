using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns.Tests;

/// <summary>A serializer that knows the names of all types, and throws when it is to write or read.</summary>
/// <param name="failure">Makes the exception.</param>
internal sealed class FailingSerializer(Func<Exception> failure) : IMessageSerializer
{
    public bool TryGetName(Type type, [NotNullWhen(true)] out string? name)
    {
        name = type.Name;
        return true;
    }

    public bool TryGetType(string name, [NotNullWhen(true)] out Type? type)
    {
        type = null;
        return false;
    }

    public void Write(IBufferWriter<byte> buffer, object value) => throw failure();

    public object? Read(ReadOnlySpan<byte> bytes, Type type) => throw failure();
}
