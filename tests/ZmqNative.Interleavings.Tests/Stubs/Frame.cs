namespace ZmqNative;

/// <summary>Stands in for a frame.</summary>
public readonly struct Frame
{
    public long LongLength => 1;

    public static Frame Copy(ReadOnlySpan<byte> bytes) => default;
}
