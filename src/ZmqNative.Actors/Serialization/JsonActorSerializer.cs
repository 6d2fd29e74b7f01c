using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ZmqNative.Actors;

/// <summary>Messages as JSON, by source-generated contracts, without reflection.</summary>
/// <remarks>
/// Numbers, booleans, <see cref="Guid"/> and points in time are known from the start. Types may be added while it is in use,
/// from any thread; both ends need the same names.
/// </remarks>
public sealed class JsonActorSerializer : IActorSerializer
{
    private const int LongestName = 128;

    [ThreadStatic]
    private static Utf8JsonWriter? t_writer;

    private readonly ConcurrentDictionary<Type, (string Name, JsonTypeInfo TypeInfo)> _byType = new();
    private readonly ConcurrentDictionary<string, Type> _byName = new(StringComparer.Ordinal);

    /// <summary>A serializer that knows simple values.</summary>
    public JsonActorSerializer()
    {
        JsonSerializerOptions options = new() { TypeInfoResolver = JsonTypeInfoResolver.Combine() };
        AddValue("bool", JsonMetadataServices.BooleanConverter);
        AddValue("int", JsonMetadataServices.Int32Converter);
        AddValue("long", JsonMetadataServices.Int64Converter);
        AddValue("double", JsonMetadataServices.DoubleConverter);
        AddValue("decimal", JsonMetadataServices.DecimalConverter);
        AddValue("guid", JsonMetadataServices.GuidConverter);
        AddValue("time", JsonMetadataServices.DateTimeOffsetConverter);
        AddValue("duration", JsonMetadataServices.TimeSpanConverter);

        void AddValue<T>(string name, System.Text.Json.Serialization.JsonConverter<T> converter) =>
            Add(name, JsonMetadataServices.CreateValueInfo<T>(options, converter));
    }

    /// <summary>Lets a type travel under its C# name.</summary>
    /// <typeparam name="T">The type of the message or answer.</typeparam>
    /// <param name="typeInfo">How to write and read it, from a source-generated <c>JsonSerializerContext</c>.</param>
    /// <returns>This serializer.</returns>
    /// <exception cref="ArgumentException">Another type has that name; give one of your own.</exception>
    public JsonActorSerializer Add<T>(JsonTypeInfo<T> typeInfo) => Add(typeof(T).Name, typeInfo);

    /// <summary>Lets a type travel under a short name.</summary>
    /// <typeparam name="T">The type of the message or answer.</typeparam>
    /// <param name="name">1 to 128 characters, without control characters; not <c>text</c> or <c>bytes</c>.</param>
    /// <param name="typeInfo">How to write and read it, from a source-generated <c>JsonSerializerContext</c>.</param>
    /// <returns>This serializer.</returns>
    /// <exception cref="ArgumentException">The name is none, or another type has it.</exception>
    public JsonActorSerializer Add<T>(string name, JsonTypeInfo<T> typeInfo)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(typeInfo);
        if (name.Length > LongestName || name.Any(char.IsControl) || name is ActorPayload.TextType or ActorPayload.BytesType)
        {
            throw new ArgumentException($"'{name}' cannot be the name of a type of messages.", nameof(name));
        }

        if (_byName.GetOrAdd(name, typeof(T)) != typeof(T))
        {
            throw new ArgumentException($"Messages named '{name}' are of type {_byName[name]} already.", nameof(name));
        }

        _byType[typeof(T)] = (name, typeInfo);
        return this;
    }

    /// <inheritdoc/>
    public bool TryGetName(Type type, [NotNullWhen(true)] out string? name)
    {
        bool known = _byType.TryGetValue(type, out (string Name, JsonTypeInfo TypeInfo) entry);
        name = known ? entry.Name : null;
        return known;
    }

    /// <inheritdoc/>
    public bool TryGetType(string name, [NotNullWhen(true)] out Type? type) => _byName.TryGetValue(name, out type);

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The object's type was not added.</exception>
    public void Write(IBufferWriter<byte> buffer, object value)
    {
        ArgumentNullException.ThrowIfNull(value);

        // The writer is taken while in use: a converter may write another value on the way.
        Utf8JsonWriter writer = t_writer ?? new Utf8JsonWriter(Stream.Null);
        t_writer = null;
        writer.Reset(buffer);
        JsonSerializer.Serialize(writer, value, Find(value.GetType()));
        writer.Flush();
        writer.Reset(Stream.Null);
        t_writer = writer;
    }

    /// <inheritdoc/>
    /// <exception cref="JsonException">The bytes are no such JSON.</exception>
    /// <exception cref="NotSupportedException">The type was not added.</exception>
    public object? Read(ReadOnlySpan<byte> bytes, Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return JsonSerializer.Deserialize(bytes, Find(type));
    }

    private JsonTypeInfo Find(Type type) => _byType.TryGetValue(type, out (string Name, JsonTypeInfo TypeInfo) entry)
        ? entry.TypeInfo
        : throw new NotSupportedException($"{type.Name} was not added to the {nameof(JsonActorSerializer)}.");
}
