namespace ZmqNative.Cluster;

/// <summary>The log of a cluster: streams of messages that outlive the brokers. It knows nothing of actors.</summary>
/// <remarks>
/// Guarantees that an implementation gives: an append that has completed is not lost while the engine keeps its storage; entries of a stream are read in
/// the order of their numbers, which is that of the appends; a removed entry is not read by readings that begin later. All members are thread-safe.
/// </remarks>
public interface IDurableLog
{
    /// <summary>The name for logs and exceptions, such as the address of the engine.</summary>
    string Name { get; }

    /// <summary>Makes the streams that do not exist yet. Called again after a failure.</summary>
    /// <param name="settings">The settings. Existing streams get these limits.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when all streams exist.</returns>
    /// <exception cref="ClusterEngineException">The engine cannot be reached, or refuses.</exception>
    /// <exception cref="ClusterSettingsException">The settings of the engine do not fit the existing streams.</exception>
    ValueTask OpenAsync(DurableLogSettings settings, CancellationToken cancellationToken = default);

    /// <summary>Appends a message; completes when the engine has stored it.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="message">The message. Its bytes must not change until the call completes.</param>
    /// <param name="cancellationToken">Ends the wait; the message may still be stored.</param>
    /// <returns>The number of the entry; that of the first one if the id is known already.</returns>
    /// <exception cref="ArgumentException">A field of the message is not valid, or neither the engine nor <see cref="DurableLogSettings.TellsMaxBytes"/> allows a message of this size.</exception>
    /// <exception cref="ClusterEngineException">
    /// The engine cannot be reached, or refuses, as when <see cref="DurableLogSettings.TellsMaxBytes"/> is reached. The message may have been stored: append it again with the same id.
    /// </exception>
    ValueTask<ulong> AppendAsync(DurableStream stream, DurableMessage message, CancellationToken cancellationToken = default);

    /// <summary>Reads entries in order, first those that exist, then each new one. A slow reader holds up the reading, not the appends.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="from">The position of the first entry.</param>
    /// <param name="subject">The subject; null for all. An engine may leave out entries of a subject that are in front of one that was removed; not those of a reading of all.</param>
    /// <param name="isPrefix">Whether all subjects are read that begin with <paramref name="subject"/>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The entries, without an end.</returns>
    /// <exception cref="ClusterEngineException">The reading has ended, because the engine cannot be reached. Begin again, with the last entry or the first one: another entry with the number of the last one tells that the log has lost its last changes.</exception>
    IAsyncEnumerable<DurableEntry> ReadAsync(
        DurableStream stream, DurablePosition from = default, string? subject = null, bool isPrefix = false, CancellationToken cancellationToken = default);

    /// <summary>Removes an entry: a tell is acknowledged by this. Never another one that has got its number meanwhile.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="entry">The entry, as it was read.</param>
    /// <param name="cancellationToken">Ends the wait; the entry may still be removed.</param>
    /// <returns>False if the entry is not there any more.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="entry"/> is null.</exception>
    /// <exception cref="ClusterEngineException">The engine cannot be reached, or refuses. The entry may have been removed.</exception>
    ValueTask<bool> RemoveAsync(DurableStream stream, DurableEntry entry, CancellationToken cancellationToken = default);

    /// <summary>Returns the number of entries.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="subject">The subject; null for all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The state, which may be a short time behind.</returns>
    /// <exception cref="ClusterEngineException">The engine cannot be reached, or refuses.</exception>
    ValueTask<DurableStreamState> GetStateAsync(DurableStream stream, string? subject = null, CancellationToken cancellationToken = default);
}
