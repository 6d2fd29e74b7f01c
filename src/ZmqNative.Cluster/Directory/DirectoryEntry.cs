namespace ZmqNative.Cluster;

/// <summary>An entry of a table.</summary>
/// <param name="Value">The value.</param>
/// <param name="Revision">The revision of the last write, more than 0.</param>
public readonly record struct DirectoryEntry(ReadOnlyMemory<byte> Value, ulong Revision);
