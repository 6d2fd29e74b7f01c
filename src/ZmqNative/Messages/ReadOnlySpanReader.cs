namespace ZmqNative;

/// <summary>Reads bytes that are valid during the call only.</summary>
internal delegate T? ReadOnlySpanReader<T>(ReadOnlySpan<byte> bytes);
