using System.Text.Json.Serialization.Metadata;

namespace ZmqNative.Patterns;

/// <summary>Awaits replies, reads them in another form and disposes them.</summary>
internal static class ReplyReading
{
    public static async ValueTask<string> ReadTextAsync(ValueTask<ReceivedMessage> request)
    {
        using ReceivedMessage reply = await request.ConfigureAwait(false);
        return reply.Text;
    }

    public static async ValueTask<T?> ReadJsonAsync<T>(ValueTask<ReceivedMessage> request, JsonTypeInfo<T> typeInfo)
    {
        using ReceivedMessage reply = await request.ConfigureAwait(false);
        return reply.GetJson(typeInfo);
    }
}
