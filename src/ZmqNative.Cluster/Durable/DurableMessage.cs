namespace ZmqNative.Cluster;

/// <summary>A message of an <see cref="IDurableLog"/>.</summary>
public sealed record DurableMessage
{
    /// <summary>
    /// The id: a message with the id of one that was appended to the same stream within <see cref="DurableLogSettings.DuplicateWindow"/> is not appended again. 1 to 128 characters of printable ASCII without blanks.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>
    /// The subject, by which entries are read: 1 to 255 characters of printable ASCII without blanks, <c>*</c> and <c>&gt;</c>. Tells have the number of the
    /// shard, publications their topic.
    /// </summary>
    public required string Subject { get; init; }

    /// <summary>The frames of the payload. At least one.</summary>
    public required IReadOnlyList<ReadOnlyMemory<byte>> Frames { get; init; }

    /// <summary>
    /// Further fields, such as the address of the actor and the name of the type. Names are of letters, digits and hyphens; values are of printable ASCII, and other characters are the
    /// caller's to encode. Default none.
    /// </summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether an append of it had no known outcome: a limit that is reached, maybe by this message itself, is no reason to refuse it.</summary>
    internal bool MayBeStored { get; init; }
}
