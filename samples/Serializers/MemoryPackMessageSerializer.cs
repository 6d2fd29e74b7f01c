using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using MemoryPack;

namespace ZmqNative.Samples;

/// <summary>Writes messages with MemoryPack. Both processes add the same types under the same names.</summary>
internal sealed class MemoryPackMessageSerializer : IMessageSerializer
{
    private readonly ConcurrentDictionary<Type, string> _names = new();
    private readonly ConcurrentDictionary<string, Type> _types = new(StringComparer.Ordinal);

    /// <summary>Adds a type that has the <see cref="MemoryPackableAttribute"/>.</summary>
    public MemoryPackMessageSerializer Add<T>(string name)
        where T : IMemoryPackable<T>
    {
        _names[typeof(T)] = name;
        _types[name] = typeof(T);
        return this;
    }

    public bool TryGetName(Type type, [NotNullWhen(true)] out string? name) => _names.TryGetValue(type, out name);

    public bool TryGetType(string name, [NotNullWhen(true)] out Type? type) => _types.TryGetValue(name, out type);

    public void Write(IBufferWriter<byte> buffer, object value) => MemoryPackSerializer.Serialize(value.GetType(), buffer, value);

    public object? Read(ReadOnlySpan<byte> bytes, Type type) => MemoryPackSerializer.Deserialize(type, bytes);
}
