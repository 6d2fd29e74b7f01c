using System.Buffers.Binary;

namespace ZmqNative.Patterns.Tests;

/// <summary>The length of storm tests, and the numbered messages that they send.</summary>
internal static class Storm
{
    private static readonly int Factor = Environment.GetEnvironmentVariable("ZMQNATIVE_LONG") == "1" ? 10 : 1;

    /// <summary>The one time-out of storms: it only ends a hang.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3) * Factor;

    /// <summary>A size that <c>ZMQNATIVE_LONG=1</c> makes ten times as large.</summary>
    public static int Size(int size) => size * Factor;

    /// <summary>A message of one sender.</summary>
    public static byte[] Bytes(int sender, int number)
    {
        byte[] bytes = new byte[8];
        Write(bytes, sender, number);
        return bytes;
    }

    public static void Write(Span<byte> bytes, int sender, int number)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes, sender);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], number);
    }

    public static (int Sender, int Number) Read(ReadOnlySpan<byte> bytes) =>
        (BinaryPrimitives.ReadInt32LittleEndian(bytes), BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]));

    /// <summary>Reads the first frame and disposes the message.</summary>
    public static (int Sender, int Number) Take(MultipartMessage message)
    {
        using (message)
        {
            return Read(message[0].Span);
        }
    }

    /// <summary>Waits for all, for as long as a storm may last, and throws what any of them threw.</summary>
    public static Task EndAsync(params IEnumerable<Task> tasks) => Task.WhenAll(tasks).WaitAsync(Patience);
}
