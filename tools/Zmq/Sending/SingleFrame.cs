namespace ZmqTool.Sending;

/// <summary>Messages of one frame, which actors have.</summary>
internal static class SingleFrame
{
    public static byte[] Of(IReadOnlyList<ReadOnlyMemory<byte>> frames) => frames is [var only]
        ? only.ToArray()
        : throw ToolException.Usage("A message to an actor has one frame: give -m once.");
}
