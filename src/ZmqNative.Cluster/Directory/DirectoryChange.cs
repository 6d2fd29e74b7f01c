namespace ZmqNative.Cluster;

/// <summary>A change that a watch of <see cref="DirectoryTable.Shards"/> reports, or an entry that was there when the watch began.</summary>
/// <param name="Key">The key; empty for the report that all entries were listed which were there when the watch began.</param>
/// <param name="Value">The value; null if the entry was deleted.</param>
/// <param name="Revision">The revision of the change.</param>
public readonly record struct DirectoryChange(string Key, ReadOnlyMemory<byte>? Value, ulong Revision)
{
    /// <summary>The report that all entries were listed which were there when the watch began.</summary>
    public static DirectoryChange Listed { get; } = new(string.Empty, null, 0);

    /// <summary>Whether this is <see cref="Listed"/>.</summary>
    public bool IsListed => Key.Length == 0;
}
