using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Cluster;

/// <content>Durable topics.</content>
public sealed partial class ClusterBroker
{
    private readonly DurableTopics _topics;

    internal DurableTopics Topics => _topics;

    /// <summary>Publishes a message that is stored: subscribers that come later, or were away, get it, too. Needs the engine, and not that the broker has joined.</summary>
    /// <remarks>
    /// An attempt that fails is repeated with the same id until <see cref="ClusterOptions.DurableTimeout"/> is over. At most <see cref="ClusterOptions.MaxDurableInFlight"/> are in flight at once, others wait.
    /// Publications of one caller that awaits each are stored in this order. Subscribers of <c>Broker.Topics</c> do not get it.
    /// </remarks>
    /// <param name="topic">The topic, not empty. It has at most 255 characters in the log, where characters other than printable ASCII are written as in URLs.</param>
    /// <param name="payload">The payload: bytes, a text, or an object that the broker's serializer knows. A frame or multipart message is taken from the caller.</param>
    /// <param name="id">
    /// The id: a message with the id of one that was published within <see cref="DurableLogSettings.DuplicateWindow"/> is not stored again. 1 to 128 characters of printable ASCII without blanks. Default null: a random one.
    /// </param>
    /// <param name="cancellationToken">Ends the wait; the message may still be stored.</param>
    /// <returns>The number of the message in the log; that of the first one if the id is known already.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="topic"/> or <paramref name="payload"/> is null.</exception>
    /// <exception cref="ArgumentException">The topic or the id is not valid, or the engine takes no message of this size.</exception>
    /// <exception cref="ActorSerializationException">The serializer does not know the type.</exception>
    /// <exception cref="ClusterEngineException">The engine has not confirmed it within <see cref="ClusterOptions.DurableTimeout"/>. It may be stored: publish it again with the same id.</exception>
    /// <exception cref="ObjectDisposedException">The broker has left the cluster.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public Task<ulong> PublishDurablyAsync(string topic, object payload, string? id = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(payload);
        try
        {
            ArgumentException.ThrowIfNullOrEmpty(topic);
            StrictUtf8.Check(topic, nameof(topic));
        }
        catch
        {
            DeadLetterFeed.Release(payload);
            throw;
        }

        return _topics.PublishAsync(topic, ActorRef.TakeFrames(payload), id, cancellationToken);
    }

    /// <summary>Reads the stored publications of a topic, first those that exist, then each new one. Needs the engine, and not that the broker has joined.</summary>
    /// <remarks>
    /// <para>
    /// While the engine is gone the reading waits, and continues by itself behind the last publication: none twice, none left out but those that the limits of the log have removed meanwhile, which
    /// <see cref="DurablePublication.Missed"/> counts. If the log was lost, the reading continues with the first entry of the new one, and <see cref="DurablePublication.IsLogNew"/> tells it.
    /// </para>
    /// <para>A slow consumer holds up its own reading alone. The enumeration ends when the broker leaves the cluster.</para>
    /// </remarks>
    /// <param name="topic">The topic, or the begin of topics; empty for all.</param>
    /// <param name="from">
    /// The position of the first publication: a number, a time, or the last one of each topic. Default: the first one that is kept. With <see cref="DurablePosition.LastPerSubject"/>, a reading that is interrupted before it has
    /// caught up continues with all publications behind the last one.
    /// </param>
    /// <param name="isPrefix">Whether all topics are read that begin with <paramref name="topic"/>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The publications, in the order of their numbers.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="topic"/> is null.</exception>
    /// <exception cref="ArgumentException">The topic is not valid.</exception>
    /// <exception cref="ClusterSettingsException">The settings do not fit those of the cluster. Thrown by the enumeration.</exception>
    /// <exception cref="ObjectDisposedException">The broker has left the cluster. Thrown by the enumeration.</exception>
    /// <exception cref="OperationCanceledException">The reading was cancelled. Thrown by the enumeration.</exception>
    [SuppressMessage("Style", "VSTHRD200", Justification = "It is an asynchronous enumeration.")]
    public IAsyncEnumerable<DurablePublication> SubscribeDurably(
        string topic, DurablePosition from = default, bool isPrefix = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topic);
        StrictUtf8.Check(topic, nameof(topic));
        if (topic.Length > 0)
        {
            DurableMessageCheck.CheckSubject(TopicSubject.Encode(topic));
        }

        return _topics.SubscribeAsync(topic, from, isPrefix, cancellationToken);
    }
}
