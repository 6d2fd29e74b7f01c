namespace ZmqNative.Cluster;

/// <content>Durable tells.</content>
public sealed partial class ClusterBroker
{
    /// <summary>The durable tells of the cluster that were given up.</summary>
    public DurableDeadLetters DeadLetters => field ??= new DurableDeadLetters(_node);

    /// <summary>
    /// Tells a keyed actor of the cluster a message that outlives the brokers: completes when the engine has stored it. The owner of the key has it handled at least once, in the order of the numbers in the
    /// log, and acknowledges it when the handler has completed; see <see cref="ActorContext.Durable"/>.
    /// </summary>
    /// <param name="address"><c>name/key</c> of a keyed actor that this broker has registered, and that does not stay local.</param>
    /// <param name="message">
    /// The message, which is written as for another process. Frames are taken from the caller, whatever the outcome.
    /// </param>
    /// <param name="id">
    /// The id: a message with the id of one that was stored within <see cref="DurableLogSettings.DuplicateWindow"/> is not stored again. 1 to 128 characters of printable ASCII without blanks, unique in the cluster.
    /// Default null: a random one.
    /// </param>
    /// <param name="cancellationToken">Ends the wait; the message may still be stored.</param>
    /// <returns>The confirmation of the engine.</returns>
    /// <exception cref="ArgumentException">The address is not valid, has no key, or is none of a registered keyed actor of the cluster; the id is not valid; or neither the engine nor <see cref="DurableLogSettings.TellsMaxBytes"/> allows a message of this size.</exception>
    /// <exception cref="ActorSerializationException">The message cannot be written.</exception>
    /// <exception cref="ClusterEngineException">
    /// The engine did not confirm it within <see cref="ClusterOptions.DurableTimeout"/>. It may have been stored: tell it again with the same id, which the text names.
    /// </exception>
    /// <exception cref="ClusterSettingsException">The settings do not fit those of the cluster.</exception>
    /// <exception cref="ObjectDisposedException">The broker has left the cluster.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public async Task<DurableReceipt> TellDurablyAsync(string address, object message, string? id = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        try
        {
            ActorAddress.Check(address, nameof(address));
        }
        catch
        {
            DeadLetterFeed.Release(message);
            throw;
        }

        if (!Broker.IsShared(address))
        {
            DeadLetterFeed.Release(message);
            throw new ArgumentException(
                $"'{address}' is no address of a keyed actor of the cluster. Write name/key, register the name with this broker, too, and without KeyedOptions.StaysLocal.", nameof(address));
        }

        return await _node.AppendTellAsync(_node.WriteTell(address, message, id), cancellationToken).ConfigureAwait(false);
    }
}
