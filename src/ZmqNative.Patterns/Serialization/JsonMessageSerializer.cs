using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ZmqNative.Patterns;

/// <summary>Writes and reads objects as JSON, by source-generated contracts, without reflection.</summary>
/// <remarks>
/// <see cref="bool"/>, <see cref="int"/>, <see cref="long"/>, <see cref="double"/>, <see cref="decimal"/>, <see cref="Guid"/>,
/// <see cref="DateTimeOffset"/> and <see cref="TimeSpan"/> are known from the start. Types may be added while it is in use, from any
/// thread; both ends need the same names.
/// </remarks>
public sealed class JsonMessageSerializer : IMessageSerializer
{
    [ThreadStatic]
    private static Utf8JsonWriter? t_writer;

    private readonly ConcurrentDictionary<Type, (string Name, JsonTypeInfo TypeInfo)> _byType = new();
    private readonly ConcurrentDictionary<string, Type> _byName = new(StringComparer.Ordinal);

    /// <summary>Initializes a serializer with the simple values.</summary>
    public JsonMessageSerializer()
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

    /// <summary>Adds a type under its C# name.</summary>
    /// <typeparam name="T">The type of the object.</typeparam>
    /// <param name="typeInfo">The contract of the type, from a source-generated <c>JsonSerializerContext</c>.</param>
    /// <returns>This serializer.</returns>
    /// <exception cref="ArgumentException">Another type has that name; use the overload with a name.</exception>
    public JsonMessageSerializer Add<T>(JsonTypeInfo<T> typeInfo) => Add(typeof(T).Name, typeInfo);

    /// <summary>Adds a type under a short name.</summary>
    /// <typeparam name="T">The type of the object.</typeparam>
    /// <param name="name">1 to 128 characters, without control characters; not <c>text</c> or <c>bytes</c>, nor <c>call </c> at the beginning.</param>
    /// <param name="typeInfo">The contract of the type, from a source-generated <c>JsonSerializerContext</c>.</param>
    /// <returns>This serializer.</returns>
    /// <exception cref="ArgumentException">The name is not allowed, or another type has it.</exception>
    public JsonMessageSerializer Add<T>(string name, JsonTypeInfo<T> typeInfo)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(typeInfo);
        if (name.Length > WireTypeNames.MaxLength || name.Any(char.IsControl) || name is WireTypeNames.Text or WireTypeNames.Bytes
            || name.StartsWith(WireTypeNames.Call, StringComparison.Ordinal))
        {
            throw new ArgumentException($"'{name}' cannot be the name of a type: it needs 1 to {WireTypeNames.MaxLength} characters, none of them a control character, and cannot be '{WireTypeNames.Text}' or '{WireTypeNames.Bytes}', or begin with '{WireTypeNames.Call}'.", nameof(name));
        }

        if (_byName.GetOrAdd(name, typeof(T)) != typeof(T))
        {
            throw new ArgumentException($"The name '{name}' belongs to {_byName[name]} already.", nameof(name));
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

        // The writer is taken out of the field while in use: a converter may write another value meanwhile.
        Utf8JsonWriter writer = t_writer ?? new Utf8JsonWriter(Stream.Null);
        t_writer = null;
        writer.Reset(buffer);
        JsonSerializer.Serialize(writer, value, Find(value.GetType()));
        writer.Flush();
        writer.Reset(Stream.Null);
        t_writer = writer;
    }

    /// <inheritdoc/>
    /// <exception cref="JsonException">The bytes are not JSON of that type.</exception>
    /// <exception cref="NotSupportedException">The type was not added.</exception>
    public object? Read(ReadOnlySpan<byte> bytes, Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return JsonSerializer.Deserialize(bytes, Find(type));
    }

    private JsonTypeInfo Find(Type type) => _byType.TryGetValue(type, out (string Name, JsonTypeInfo TypeInfo) entry)
        ? entry.TypeInfo
        : throw new NotSupportedException($"{type.Name} was not added to the {nameof(JsonMessageSerializer)}.");
}
