using System.Buffers.Binary;
using System.Text.Json.Serialization;
using Tour.Stage;

namespace Tour.Chapters;

/// <summary>The content of the JSON messages.</summary>
internal sealed record Tick(long Number, int Length, long Sent, bool Last)
{
    /// <summary>Counts the values, as JSON of the same values need not be the same bytes.</summary>
    public void AddTo(TallyCounter tally)
    {
        Span<byte> values = stackalloc byte[sizeof(long) + sizeof(int) + sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(values, Number);
        BinaryPrimitives.WriteInt32BigEndian(values[sizeof(long)..], Length);
        BinaryPrimitives.WriteInt64BigEndian(values[(sizeof(long) + sizeof(int))..], Sent);
        tally.Add(values);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Tick))]
internal sealed partial class TickJson : JsonSerializerContext;
