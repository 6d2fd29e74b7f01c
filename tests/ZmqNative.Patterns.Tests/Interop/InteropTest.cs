using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZmqNative.Patterns.Tests.Interop;

/// <summary>The messages that both ends send, here and in driver.py.</summary>
public abstract class InteropTest : PatternsTest
{
    protected const int ManyMessages = 100_000;
    protected const int ManyRequests = 5_000;

    protected static readonly string[] Texts =
        ["Hello World", "two  spaces and one behind ", "Ünïcödé ☂ 你好", new string('x', 1 << 20)];

    protected static readonly Sample Value = new(42, "with some spaces", "☂ 你好");

    /// <summary>The port number of an endpoint.</summary>
    protected static int PortOf(string endpoint) => int.Parse(endpoint[(endpoint.LastIndexOf(':') + 1)..]);

    /// <summary>Options with which no message may be dropped.</summary>
    protected T Lossless<T>(T options)
        where T : PatternOptions
    {
        PatternOptions common = options;
        return On((T)(common with { SendHighWatermark = 0, ReceiveHighWatermark = 0 }));
    }

    /// <summary>Checks the result of the Python end.</summary>
    private protected async Task CheckAsync(PythonPeer python, int count)
    {
        JsonElement result = await python.ReadAsync(Limit);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.GetProperty("texts").GetBoolean(), Is.True, "texts");
            Assert.That(result.GetProperty("value").GetBoolean(), Is.True, "JSON");
            Assert.That(result.GetProperty("in_order").GetInt32(), Is.EqualTo(count), "messages in order");
        }
    }
}

/// <summary>The JSON of the tests.</summary>
public sealed record Sample(int Data, string Text, string Unicode);

[JsonSerializable(typeof(Sample))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class InteropJson : JsonSerializerContext;
