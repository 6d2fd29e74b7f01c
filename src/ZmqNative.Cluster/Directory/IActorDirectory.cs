namespace ZmqNative.Cluster;

/// <summary>
/// The directory of a cluster: two tables of keys and values, which all brokers read, and change by compare-and-set alone. It knows nothing of actors.
/// </summary>
/// <remarks>
/// <para>
/// Guarantees that an implementation gives: a write or delete succeeds only if the revision is the current one, for all brokers together (linearizable). The
/// revisions of a table grow with each write and delete of any key, as long as the table is not lost. <see cref="ReadAsync"/> and watches may be
/// behind, but a watch reports the changes of a key in the order of their revisions, without leaving out the last one.
/// </para>
/// <para>
/// A call that ends with an exception other than <see cref="ArgumentException"/> may have taken effect. Keys have 1 to 256 characters of <c>A-Z a-z 0-9 - _ .</c>, without a point at their
/// begin or end. All members are thread-safe.
/// </para>
/// </remarks>
public interface IActorDirectory
{
    /// <summary>The name for logs and exceptions, such as the address of the engine.</summary>
    string Name { get; }

    /// <summary>Makes the tables that do not exist yet. Called again after a failure.</summary>
    /// <param name="settings">The settings. Existing tables keep theirs, if these differ the call fails.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when both tables exist.</returns>
    /// <exception cref="ClusterEngineException">The engine cannot be reached, or refuses.</exception>
    /// <exception cref="ClusterSettingsException">The tables exist with other settings, or the engine is too old.</exception>
    ValueTask OpenAsync(DirectorySettings settings, CancellationToken cancellationToken = default);

    /// <summary>Writes an entry, if its revision is still the one that the caller knows.</summary>
    /// <param name="table">The table.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="revision">The revision of the entry that is replaced; 0 if there must be none: never written, deleted or expired.</param>
    /// <param name="cancellationToken">Ends the wait; the write may still take effect.</param>
    /// <returns>The new revision; null if the entry has another revision.</returns>
    /// <exception cref="ClusterEngineException">The engine cannot be reached, or refuses. The write may have taken effect.</exception>
    ValueTask<ulong?> TryWriteAsync(
        DirectoryTable table, string key, ReadOnlyMemory<byte> value, ulong revision, CancellationToken cancellationToken = default);

    /// <summary>Deletes an entry, if its revision is still the one that the caller knows.</summary>
    /// <param name="table">The table.</param>
    /// <param name="key">The key.</param>
    /// <param name="revision">The revision of the entry, more than 0.</param>
    /// <param name="cancellationToken">Ends the wait; the entry may still be deleted.</param>
    /// <returns>False if the entry has another revision, or does not exist.</returns>
    /// <exception cref="ClusterEngineException">The engine cannot be reached, or refuses. The entry may have been deleted.</exception>
    ValueTask<bool> TryDeleteAsync(DirectoryTable table, string key, ulong revision, CancellationToken cancellationToken = default);

    /// <summary>Reads an entry. It may be one that was replaced, deleted or has expired a short time ago.</summary>
    /// <param name="table">The table.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The entry; null if there is none.</returns>
    /// <exception cref="ClusterEngineException">The engine cannot be reached, or refuses.</exception>
    ValueTask<DirectoryEntry?> ReadAsync(DirectoryTable table, string key, CancellationToken cancellationToken = default);

    /// <summary>
    /// Watches <see cref="DirectoryTable.Shards"/>: first all entries, then <see cref="DirectoryChange.Listed"/>, then each change. Changes of one key
    /// that follow each other quickly may be reported as one.
    /// </summary>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <returns>The entries and changes, without an end.</returns>
    /// <exception cref="ClusterEngineException">The watch has ended, because the engine cannot be reached or the table was lost. Begin again.</exception>
    IAsyncEnumerable<DirectoryChange> WatchAsync(CancellationToken cancellationToken = default);
}
