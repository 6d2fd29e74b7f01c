using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns;

/// <summary>Receives the messages that it subscribed to, from one or more publishers.</summary>
/// <remarks>
/// <para>
/// Messages that cannot be read are skipped, counted in <see cref="PatternStatistics.Malformed"/> and offered to
/// <see cref="SubscriberOptions.OnMalformed"/>. Endpoints and subscriptions may be added and removed while running, from
/// any thread. A handler may be set before the first subscription is made; a warning is logged if none is made within 10 seconds.
/// </para>
/// <para>
/// These messages are lost without being counted here: those that a publisher drops while this subscriber reads too slowly (counted there),
/// those published before a subscription has arrived, and those published, queued or in transit while a connection is lost. See
/// docs/loss.md.
/// </para>
/// </remarks>
public sealed partial class Subscriber : HandlingPattern, ISubscriber
{
    private readonly SubscriberOptions _options;
    private readonly TopicFilter _filter = new();

    /// <summary>Adds a message id of the Text format.</summary>
    /// <param name="messageId">The id, exactly.</param>
    /// <exception cref="ArgumentOutOfRangeException">The id is negative.</exception>
    /// <exception cref="ObjectDisposedException">The subscriber is disposed.</exception>
    public void Subscribe(int messageId)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(messageId);
        Add(TextFormat.Prefix(messageId), SubscriptionKind.MessageId);
    }

    /// <summary>Adds a topic.</summary>
    /// <remarks>Messages that are published before the subscription has reached the publisher are not received.</remarks>
    /// <param name="topic">The topic, exactly.</param>
    /// <exception cref="ArgumentException"><paramref name="topic"/> is null, or has an unpaired surrogate.</exception>
    /// <exception cref="ObjectDisposedException">The subscriber is disposed.</exception>
    public void Subscribe(string topic)
    {
        ArgumentNullException.ThrowIfNull(topic);
        Add(StrictUtf8.GetBytes(topic, nameof(topic)), SubscriptionKind.Topic);
    }

    /// <summary>Adds all topics and message ids that begin with a text.</summary>
    /// <param name="prefix">The text; an empty one adds all.</param>
    /// <exception cref="ArgumentException"><paramref name="prefix"/> is null, or has an unpaired surrogate.</exception>
    /// <exception cref="ObjectDisposedException">The subscriber is disposed.</exception>
    public void SubscribePrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        Add(StrictUtf8.GetBytes(prefix, nameof(prefix)), SubscriptionKind.Prefix);
    }

    /// <summary>Removes one subscription of <see cref="Subscribe(int)"/>.</summary>
    /// <param name="messageId">The id.</param>
    /// <exception cref="ObjectDisposedException">The subscriber is disposed.</exception>
    public void Unsubscribe(int messageId)
    {
        Remove(TextFormat.Prefix(messageId), SubscriptionKind.MessageId);
    }

    /// <summary>Removes one subscription of <see cref="Subscribe(string)"/>.</summary>
    /// <param name="topic">The topic.</param>
    /// <exception cref="ArgumentException"><paramref name="topic"/> is null, or has an unpaired surrogate.</exception>
    /// <exception cref="ObjectDisposedException">The subscriber is disposed.</exception>
    public void Unsubscribe(string topic)
    {
        ArgumentNullException.ThrowIfNull(topic);
        Remove(StrictUtf8.GetBytes(topic, nameof(topic)), SubscriptionKind.Topic);
    }

    /// <summary>Removes one subscription of <see cref="SubscribePrefix"/>.</summary>
    /// <param name="prefix">The text.</param>
    /// <exception cref="ArgumentException"><paramref name="prefix"/> is null, or has an unpaired surrogate.</exception>
    /// <exception cref="ObjectDisposedException">The subscriber is disposed.</exception>
    public void UnsubscribePrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        Remove(StrictUtf8.GetBytes(prefix, nameof(prefix)), SubscriptionKind.Prefix);
    }

    private void Add(byte[] prefix, SubscriptionKind kind)
    {
        _filter.Add(prefix, kind);
        Socket.ConfigureShortly(static (socket, prefix) => socket.Subscribe(prefix), prefix);
    }

    // libzmq knows prefixes alone: removing a topic that was never added would remove a prefix of the same text.
    private void Remove(byte[] prefix, SubscriptionKind kind)
    {
        if (_filter.Remove(prefix, kind))
        {
            Socket.ConfigureShortly(static (socket, prefix) => socket.Unsubscribe(prefix), prefix);
        }
    }

    // Malformed messages, and topics that only begin like a subscribed one, are disposed here.
    private protected override bool TryAccept(MultipartMessage frames, out ReceivedMessage message)
    {
        message = default;
        if (!CheckLimits(frames))
        {
            return false;
        }

        if (!PublicationReader.TryRead(frames, _options, _filter, out message, out string? reason))
        {
            Refuse(frames, reason!);
            return false;
        }

        ReadOnlySpan<byte> first = frames[0].Span;
        if (_filter.Accepts(first, message.TopicBytes.Length, isText: message.Format == PublishedFormat.Text))
        {
            return true;
        }

        // The message matched a subscription to an id, whose messages all have the Text format.
        if (message.Format != PublishedFormat.Text && _filter.BeginsWithId(first))
        {
            Refuse(frames, "a message id without a type and a space behind it, or with more frames");
            message = default;
            return false;
        }

        frames.Dispose();
        return false;
    }

    [SuppressMessage("Design", "CA1031", Justification = "An exception of a callback must not reach the caller that receives.")]
    private protected override void Refuse(MultipartMessage frames, string reason)
    {
        CountMalformed(reason);
        try
        {
            _options.OnMalformed?.Invoke(frames, reason);
        }
        catch (Exception exception)
        {
            CountFailed(exception);
        }
        finally
        {
            frames.Dispose();
        }
    }

    private protected override Activity? StartProcess(ReceivedMessage message) =>
        PatternTracing.StartProcess(this, message.Topic, message.TraceContext);

    private protected override void OnHandling()
    {
        if (!_filter.EverAdded)
        {
            _ = new UnreadWatch(
                Reactor.TimeProvider,
                () => _filter.EverAdded,
                static () => true,
                () => Logger.NothingSubscribed(Name),
                Stopping);
        }
    }

    // After the first one, subscriptions may be added and removed while a receive is pending.
    private protected override void ThrowIfNothingCanCome()
    {
        if (!_filter.EverAdded)
        {
            ObjectDisposedException.ThrowIf(Stopping.IsCancellationRequested, this);
            throw new InvalidOperationException(
                $"{Name} has no subscription, so no message would ever come. Subscribe to a topic or a message id before receiving, "
                + "or to everything with SubscribePrefix(\"\").");
        }
    }
}
