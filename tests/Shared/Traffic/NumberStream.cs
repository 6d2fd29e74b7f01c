using System.Globalization;

namespace ZmqNative.Tests.Traffic;

/// <summary>A stream of numbers from 0.</summary>
internal static class NumberStream
{
    /// <summary>The number of answers of a stream.</summary>
    public const int Count = 200;

    /// <summary>Answers with a stream, beside the turns of the actor.</summary>
    public static ValueTask Reply(object message, ActorContext context)
    {
        _ = WriteAsync(context.ReplyStream<string>());
        return default;
    }

    private static async Task WriteAsync(ReplyWriter<string> writer)
    {
        try
        {
            for (int i = 0; i < Count; i++)
            {
                await writer.WriteAsync(i.ToString(CultureInfo.InvariantCulture), CancellationToken.None);
            }

            writer.Complete();
        }
        catch (OperationCanceledException)
        {
            // The reader has left, or its connection was lost.
        }
    }
}
