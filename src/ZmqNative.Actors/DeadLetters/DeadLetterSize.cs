using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors;

/// <summary>The number of bytes that a dead letter keeps in memory, as far as it is known.</summary>
internal static class DeadLetterSize
{
    // The record, its address and its place in a reader's queue.
    private const long Letter = 256;

    // An exception with the stack where it was thrown.
    private const long Exception = 1024;

    /// <summary>Measures a letter; never throws.</summary>
    public static long Of(DeadLetter letter, Func<object, long>? sizeOf) =>
        Letter + (letter.Cause is null ? 0 : Exception) + OfMessage(letter.Message, sizeOf);

    private static long OfMessage(object message, Func<object, long>? sizeOf) => message switch
    {
        string text => text.Length * (long)sizeof(char),
        byte[] bytes => bytes.LongLength,
        ReadOnlyMemory<byte> bytes => bytes.Length,
        Memory<byte> bytes => bytes.Length,
        TopicMessage topic => OfMessage(topic.Message, sizeOf),
        Frame or MultipartMessage => 0,
        ReceivedCall call => call.Arguments.Sum(static argument => argument.LongLength),
        Array array when array.GetType().GetElementType()!.IsPrimitive => ((long)Buffer.ByteLength(array)),
        _ => Ask(message, sizeOf),
    };

    [SuppressMessage("Design", "CA1031", Justification = "It is the user's, and a dead letter must not fail where it is made.")]
    private static long Ask(object message, Func<object, long>? sizeOf)
    {
        try
        {
            // Half of the range of a long is as good as no limit, and sums do not overflow.
            return sizeOf is null ? 0 : Math.Clamp(sizeOf(message), 0, long.MaxValue / 2);
        }
        catch (Exception)
        {
            return 0;
        }
    }
}
