using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ZmqNative.Patterns;

/// <summary>Receives what it subscribed to, from one or more publishers.</summary>
/// <remarks>
/// <para>
/// Messages that cannot be read are skipped, counted in <see cref="PatternStatistics.Malformed"/> and offered to
/// <see cref="SubscriberOptions.OnMalformed"/>. Endpoints and subscriptions may be added and removed while running, from
/// any thread.
/// </para>
/// <para>
/// What is lost without being counted here: what a publisher drops while this subscriber reads too slowly (counted there), what is
/// published before a subscription has arrived, and what is published, queued or under way while a connection is broken. See docs/loss.md.
/// </para>
/// </remarks>
public sealed partial class Subscriber : Pattern
{
    private readonly SubscriberOptions _options;
    private readonly TopicFilter _filter = new();

    /// <summary>Subscribes to exactly one message id of the Text format, as the Python module does.</summary>
    /// <param name="endpoints">Such as <c>tcp://localhost:5555</c>; several with commas; <c>@</c> in front binds instead.</param>
    /// <param name="messageId">The id. Unlike in the Python module 1000 does not also get 10001.</param>
    /// <param name="options">Default <see cref="SubscriberOptions"/>.</param>
    /// <exception cref="ArgumentException">There is no endpoint, or one is wrong; or the encoding cannot carry ASCII.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The id is negative.</exception>
    /// <exception cref="ZmqException">libzmq refused an endpoint; the message says why.</exception>
    public Subscriber(string endpoints, int messageId, SubscriberOptions? options = null)
        : this(endpoints, options) => Initialize(() => Subscribe(messageId));

    /// <summary>Subscribes to exactly one topic.</summary>
    /// <param name="endpoints">Such as <c>tcp://localhost:5555</c>; several with commas; <c>@</c> in front binds instead.</param>
    /// <param name="topic">The topic, in one frame with the payload or before it.</param>
    /// <param name="options">Default <see cref="SubscriberOptions"/>.</param>
    /// <exception cref="ArgumentException">There is no endpoint, or one is wrong; or the encoding cannot carry ASCII.</exception>
    /// <exception cref="ZmqException">libzmq refused an endpoint; the message says why.</exception>
    public Subscriber(string endpoints, string topic, SubscriberOptions? options = null)
        : this(endpoints, options) => Initialize(() => Subscribe(topic));

    /// <summary>Connects without a subscription: add some with <see cref="Subscribe(int)"/> and its neighbours.</summary>
    /// <remarks>Receiving before the first one is refused: nothing would ever come.</remarks>
    /// <param name="endpoints">Such as <c>tcp://localhost:5555</c>; several with commas; <c>@</c> in front binds instead.</param>
    /// <param name="options">Default <see cref="SubscriberOptions"/>.</param>
    /// <exception cref="ArgumentException">There is no endpoint, or one is wrong; or the encoding cannot carry ASCII.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="ZmqException">libzmq refused an endpoint; the message says why.</exception>
    public Subscriber(string endpoints, SubscriberOptions? options = null)
        : base(SocketType.Sub, options ??= new SubscriberOptions())
    {
        _options = options;
        Initialize(() =>
        {
            TextFormat.ThrowIfNotAsciiCompatible(options.Encoding);
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxConcurrency, nameof(options));
            EndpointList.Attach(Socket, endpoints, bindByDefault: false);
        });
    }

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
    /// <remarks>What is published before the subscription has reached the publisher does not come.</remarks>
    /// <param name="topic">The topic, exactly.</param>
    /// <exception cref="ArgumentException"><paramref name="topic"/> is null, or has half of a surrogate pair.</exception>
    /// <exception cref="ObjectDisposedException">The subscriber is disposed.</exception>
    public void Subscribe(string topic)
    {
        ArgumentNullException.ThrowIfNull(topic);
        Add(StrictUtf8.GetBytes(topic, nameof(topic)), SubscriptionKind.Topic);
    }

    /// <summary>Adds all topics and message ids that begin with a text.</summary>
    /// <param name="prefix">The text; an empty one adds all.</param>
    /// <exception cref="ArgumentException"><paramref name="prefix"/> is null, or has half of a surrogate pair.</exception>
    /// <exception cref="ObjectDisposedException">The subscriber is disposed.</exception>
    public void SubscribePrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        Add(StrictUtf8.GetBytes(prefix, nameof(prefix)), SubscriptionKind.Prefix);
    }

    /// <summary>Takes back one <see cref="Subscribe(int)"/>.</summary>
    /// <param name="messageId">The id.</param>
    /// <exception cref="ObjectDisposedException">The subscriber is disposed.</exception>
    public void Unsubscribe(int messageId)
    {
        Remove(TextFormat.Prefix(messageId), SubscriptionKind.MessageId);
    }

    /// <summary>Takes back one <see cref="Subscribe(string)"/>.</summary>
    /// <param name="topic">The topic.</param>
    /// <exception cref="ArgumentException"><paramref name="topic"/> is null, or has half of a surrogate pair.</exception>
    /// <exception cref="ObjectDisposedException">The subscriber is disposed.</exception>
    public void Unsubscribe(string topic)
    {
        ArgumentNullException.ThrowIfNull(topic);
        Remove(StrictUtf8.GetBytes(topic, nameof(topic)), SubscriptionKind.Topic);
    }

    /// <summary>Takes back one <see cref="SubscribePrefix"/>.</summary>
    /// <param name="prefix">The text.</param>
    /// <exception cref="ArgumentException"><paramref name="prefix"/> is null, or has half of a surrogate pair.</exception>
    /// <exception cref="ObjectDisposedException">The subscriber is disposed.</exception>
    public void UnsubscribePrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        Remove(StrictUtf8.GetBytes(prefix, nameof(prefix)), SubscriptionKind.Prefix);
    }

    /// <summary>Receives the next message.</summary>
    /// <param name="cancellationToken">Ends the wait; no message is lost by that.</param>
    /// <returns>A message that the caller disposes.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <exception cref="InvalidOperationException">A handler takes the messages, or nothing was ever subscribed to.</exception>
    /// <exception cref="ObjectDisposedException">The subscriber is, or was meanwhile, disposed.</exception>
    public ValueTask<ReceivedMessage> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfHandled();
        ThrowIfNothingIsSubscribed();
        return ReceiveCoreAsync(cancellationToken);
    }

    /// <summary>Receives the next message, if one is there.</summary>
    /// <param name="message">A message that the caller disposes.</param>
    /// <returns>False when there is none.</returns>
    /// <exception cref="InvalidOperationException">A handler takes the messages, or nothing was ever subscribed to.</exception>
    /// <exception cref="ObjectDisposedException">The subscriber is disposed.</exception>
    public bool TryReceive(out ReceivedMessage message)
    {
        ThrowIfHandled();
        ThrowIfNothingIsSubscribed();
        while (Socket.TryReceive(out MultipartMessage frames))
        {
            if (TryAccept(frames, out message))
            {
                return true;
            }
        }

        message = default;
        return false;
    }

    /// <summary>Receives messages until the subscriber is disposed or the enumeration is cancelled.</summary>
    /// <param name="cancellationToken">Ends the enumeration with an exception.</param>
    /// <returns>Messages, each valid until the next step; <see cref="ReceivedMessage.Detach"/> keeps one for longer.</returns>
    /// <exception cref="InvalidOperationException">A handler takes the messages, or nothing was ever subscribed to.</exception>
    /// <exception cref="OperationCanceledException">The enumeration was cancelled.</exception>
    public async IAsyncEnumerable<ReceivedMessage> ReadAllAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            ReceivedMessage message;
            try
            {
                message = await ReceiveAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (ObjectDisposedException)
            {
                yield break;
            }

            try
            {
                yield return message;
            }
            finally
            {
                message.Dispose();
            }
        }
    }

    /// <summary>Receives values in JSON until the subscriber is disposed or the enumeration is cancelled.</summary>
    /// <remarks>What is no such JSON is skipped, counted and offered to <see cref="SubscriberOptions.OnMalformed"/>.</remarks>
    /// <typeparam name="T">What the messages hold.</typeparam>
    /// <param name="typeInfo">How to read them, from a source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="cancellationToken">Ends the enumeration with an exception.</param>
    /// <returns>The values; JSON nulls are skipped as malformed.</returns>
    /// <exception cref="InvalidOperationException">A handler takes the messages, or nothing was ever subscribed to.</exception>
    /// <exception cref="OperationCanceledException">The enumeration was cancelled.</exception>
    public async IAsyncEnumerable<T> ReadAllJsonAsync<T>(
        JsonTypeInfo<T> typeInfo, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (ReceivedMessage message in ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            if (TryReadJson(message, typeInfo, out T? value))
            {
                yield return value;
            }
        }
    }

    private void Add(byte[] prefix, SubscriptionKind kind)
    {
        _filter.Add(prefix, kind);
        Socket.ConfigureShortly(static (socket, prefix) => socket.Subscribe(prefix), prefix);
    }

    // libzmq knows prefixes alone: taking back a topic that was never added would take a prefix of the same text.
    private void Remove(byte[] prefix, SubscriptionKind kind)
    {
        if (_filter.Remove(prefix, kind))
        {
            Socket.ConfigureShortly(static (socket, prefix) => socket.Unsubscribe(prefix), prefix);
        }
    }

    private ValueTask<ReceivedMessage> ReceiveCoreAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            ValueTask<MultipartMessage> receive = Socket.ReceiveAsync(cancellationToken);
            if (!receive.IsCompletedSuccessfully)
            {
                return WaitAsync(receive, cancellationToken);
            }

#pragma warning disable VSTHRD103 // It has completed.
            if (TryAccept(receive.Result, out ReceivedMessage message))
#pragma warning restore VSTHRD103
            {
                return new ValueTask<ReceivedMessage>(message);
            }
        }
    }

    private async ValueTask<ReceivedMessage> WaitAsync(ValueTask<MultipartMessage> receive, CancellationToken cancellationToken)
    {
        ReceivedMessage message;
        while (!TryAccept(await receive.ConfigureAwait(false), out message))
        {
            receive = Socket.ReceiveAsync(cancellationToken);
        }

        return message;
    }

    // Malformed messages and topics that only begin like one that was asked for are disposed here.
    private bool TryAccept(MultipartMessage frames, out ReceivedMessage message)
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

        // It came because of a subscription to an id, whose messages are all of the Text format.
        if (message.Format != PublishedFormat.Text && _filter.BeginsWithId(first))
        {
            Refuse(frames, "a message id without a type and a space behind it, or with more frames");
            message = default;
            return false;
        }

        frames.Dispose();
        return false;
    }

    /// <summary>Reads a message; one that is no such JSON is counted, offered to OnMalformed and disposed.</summary>
    internal bool TryReadJson<T>(ReceivedMessage message, JsonTypeInfo<T> typeInfo, [NotNullWhen(true)] out T? value)
    {
        try
        {
            value = message.GetJson(typeInfo);
            if (value is not null)
            {
                return true;
            }
        }
        catch (JsonException)
        {
            value = default;
        }

        Refuse(message.Frames, $"the body is no JSON of {typeof(T).Name}");
        return false;
    }

    [SuppressMessage("Design", "CA1031", Justification = "What a callback throws is not the reader's, who asked for a message.")]
    private void Refuse(MultipartMessage frames, string reason)
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
}
