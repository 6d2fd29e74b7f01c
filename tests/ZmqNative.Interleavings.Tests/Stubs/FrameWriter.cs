using System.Buffers;

namespace ZmqNative.Patterns;

/// <summary>Stands in for the writer of frames.</summary>
internal static class FrameWriter
{
    public static Frame Write<TState>(Action<IBufferWriter<byte>, TState> write, TState state) => default;
}
