using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace ZmqNative.Cluster;

/// <summary>The entries of the directory as JSON.</summary>
[JsonSerializable(typeof(ClusterRecord))]
[JsonSerializable(typeof(MemberRecord))]
[JsonSerializable(typeof(LeaseRecord))]
[JsonSerializable(typeof(ShardRecord))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = false)]
internal sealed partial class ClusterJson : JsonSerializerContext
{
    public static byte[] Write<T>(T record, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(record, type);

    /// <summary>Reads an entry; false if it is none that a broker of this version writes.</summary>
    public static bool TryRead<T>(ReadOnlyMemory<byte> bytes, JsonTypeInfo<T> type, [NotNullWhen(true)] out T? record)
        where T : class
    {
        try
        {
            record = JsonSerializer.Deserialize(bytes.Span, type);
            return record is not null;
        }
        catch (JsonException)
        {
            record = null;
            return false;
        }
    }
}
