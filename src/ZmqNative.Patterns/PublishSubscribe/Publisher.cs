using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ZmqNative.Patterns;

/// <summary>Sends every message to all subscribers of its topic.</summary>
/// <remarks>
/// <para>
/// Publishing never waits: when a subscriber's queue is full the message is dropped for that subscriber. The libzmq that ZmqNative builds
/// counts each dropped message in <see cref="PatternStatistics.Dropped"/>; with another one only
/// <see cref="PatternStatistics.DropEpisodes"/> shows that messages were dropped, and not how many.
/// </para>
/// <para>
/// These messages are lost without being counted: those published before the subscription of a peer arrived (unless the last-value
/// cache is on; <see cref="WaitForSubscriberAsync"/> avoids the lost first message), those in the queues of a peer when its connection
/// was lost, and those published until it had connected and subscribed again. See docs/loss.md. Any thread may publish.
/// </para>
/// </remarks>
public sealed partial class Publisher : Pattern, IPublisher
{
    private readonly PublisherOptions _options;
    private readonly SubscriptionTracker _subscriptions = new();
    private readonly LastValueCache? _lastValues;

    // With a cache, serializes publishing and repeating: an old value must not be sent after the new one.
    private readonly Lock _order = new();

    /// <summary>Publishes at one or more endpoints.</summary>
    /// <param name="endpoints">The endpoints, separated by commas, such as <c>tcp://*:5555</c>; <c>&gt;</c> in front connects instead of binding.</param>
    /// <param name="options">The options; default <see cref="PublisherOptions"/>.</param>
    /// <exception cref="ArgumentException">There is no endpoint, or one is wrong; or the encoding does not encode ASCII as itself.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="AddressInUseException">The address is in use.</exception>
    /// <exception cref="ZmqException">libzmq refused an endpoint; the message has the reason.</exception>
    public Publisher(string endpoints, PublisherOptions? options = null)
        : base(SocketType.XPub, options ??= new PublisherOptions())
    {
        _options = options;
        Initialize(() =>
        {
            Socket.Configure(static socket =>
            {
                // Every subscription and unsubscription is reported, so that they can be counted, and a full queue, too, unless libzmq
                // counts drops.
                socket.XPubVerboser = true;
                socket.XPubNoDrop = !Zmq.IsCorrected;
            });
            EndpointList.Attach(Socket, endpoints, bindByDefault: true);
        });
        _lastValues = options.LastValueCache ? new LastValueCache(options.LastValueCacheCapacity) : null;
        StartLoop(ReadSubscriptionsAsync);
    }

    /// <summary>Publishes a payload under a topic: two frames, <c>topic | payload</c>, or more if the payload has several.</summary>
    /// <param name="topic">The topic, in UTF-8.</param>
    /// <param name="payload">A text, bytes, frames or JSON. Frames belong to the publisher from now on, bytes are copied.</param>
    /// <returns>A completed task: publishing never waits. Errors come through the task, but for those of arguments.</returns>
    /// <exception cref="ArgumentException">The topic is null, or has an unpaired surrogate.</exception>
    /// <exception cref="MessageTooLargeException">The message exceeds a limit of the publisher's options; it was not sent.</exception>
    /// <exception cref="ObjectDisposedException">The frames are disposed, or the publisher is disposed.</exception>
    public ValueTask PublishAsync(string topic, Payload payload) =>
        PublishCoreAsync(Compose(topic, payload), topic);

    /// <summary>
    /// Publishes bytes under a topic, as <see cref="PublishAsync(string, Payload)"/> does, and throws at once on an error. It never waits.
    /// </summary>
    /// <param name="topic">The topic, in UTF-8.</param>
    /// <param name="payload">The bytes, which are copied.</param>
    /// <exception cref="ArgumentException">The topic is null, or has an unpaired surrogate.</exception>
    /// <exception cref="MessageTooLargeException">The message exceeds a limit of the publisher's options; it was not sent.</exception>
    /// <exception cref="ObjectDisposedException">The publisher is disposed.</exception>
    public void Publish(string topic, ReadOnlySpan<byte> payload)
    {
        ArgumentNullException.ThrowIfNull(topic);
        MultipartMessage message = MultipartMessage.Create();
        try
        {
            message.Add(StrictUtf8.ToFrame(topic, nameof(topic)));
            message.Add(payload);
        }
        catch
        {
            message.Dispose();
            throw;
        }

        Activity? activity = PatternTracing.IsOn ? PatternTracing.StartPublish(this, topic) : null;
        try
        {
            Deliver(message);
        }
        finally
        {
            PatternTracing.End(activity);
        }
    }

    /// <summary>Publishes a value as JSON under a topic: two frames, <c>topic | payload</c>.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="topic">The topic, in UTF-8.</param>
    /// <param name="value">The value.</param>
    /// <param name="typeInfo">The metadata to write it by, from a source-generated <c>JsonSerializerContext</c>.</param>
    /// <returns>A completed task: publishing never waits. Errors come through the task, but for those of arguments.</returns>
    /// <exception cref="ArgumentException">An argument is null, or the topic has an unpaired surrogate.</exception>
    /// <exception cref="MessageTooLargeException">The message exceeds a limit of the publisher's options; it was not sent.</exception>
    /// <exception cref="ObjectDisposedException">The publisher is disposed.</exception>
    public ValueTask PublishJsonAsync<T>(string topic, T value, JsonTypeInfo<T> typeInfo)
    {
        ArgumentNullException.ThrowIfNull(topic);
        ArgumentNullException.ThrowIfNull(typeInfo);
        return PublishAsync(topic, Payload.FromJson(value, typeInfo));
    }

    /// <summary>Publishes a text in the Text format: <c>1000 text Hi there!</c>.</summary>
    /// <param name="text">The body, which may hold spaces.</param>
    /// <param name="messageId">The message id; default <see cref="PublisherOptions.MessageId"/>.</param>
    /// <returns>A completed task: publishing never waits. Errors come through the task, but for those of arguments.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="messageId"/> is negative.</exception>
    /// <exception cref="MessageTooLargeException">The message exceeds a limit of the publisher's options; it was not sent.</exception>
    /// <exception cref="ObjectDisposedException">The publisher is disposed.</exception>
    public ValueTask PublishTextAsync(string text, int? messageId = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return PublishFrameAsync(TextFormat.WriteText(CheckId(messageId), text, _options.Encoding));
    }

    /// <summary>Publishes a value as JSON in the Text format: <c>1000 json {"data":42}</c>.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="typeInfo">The metadata to write it by, from a source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="messageId">The message id; default <see cref="PublisherOptions.MessageId"/>.</param>
    /// <returns>A completed task: publishing never waits. Errors come through the task, but for those of arguments.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="typeInfo"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="messageId"/> is negative.</exception>
    /// <exception cref="MessageTooLargeException">The message exceeds a limit of the publisher's options; it was not sent.</exception>
    /// <exception cref="ObjectDisposedException">The publisher is disposed.</exception>
    public ValueTask PublishJsonAsync<T>(T value, JsonTypeInfo<T> typeInfo, int? messageId = null)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        int id = CheckId(messageId);
        return PublishFrameAsync(_options.Encoding is System.Text.UTF8Encoding
            ? FrameWriter.Write(JsonWriting.WriteWithHeader, (id, value, typeInfo))
            : JsonWriting.Transcode(id, JsonSerializer.Serialize(value, typeInfo), _options.Encoding));
    }

    /// <summary>Publishes a payload in an envelope: three frames, <c>topic | header | payload</c>.</summary>
    /// <param name="topic">The topic, in UTF-8.</param>
    /// <param name="payload">A text, bytes, one frame or JSON. A frame belongs to the publisher from now on, bytes are copied.</param>
    /// <param name="contentType">The media type of the payload. Default <c>application/octet-stream</c>.</param>
    /// <returns>A completed task: publishing never waits. Errors come through the task, but for those of arguments.</returns>
    /// <exception cref="ArgumentException">An argument is null, the topic has an unpaired surrogate, or the payload does not have exactly one frame.</exception>
    /// <exception cref="MessageTooLargeException">The message exceeds a limit of the publisher's options; it was not sent.</exception>
    /// <exception cref="ObjectDisposedException">The publisher is disposed.</exception>
    public ValueTask PublishEnvelopeAsync(string topic, Payload payload, string contentType = "application/octet-stream")
    {
        if (contentType is null)
        {
            payload.Dispose();
            throw new ArgumentNullException(nameof(contentType));
        }

        MultipartMessage message = Compose(topic, payload);
        if (message.Count != 2 && !IsDisposed)
        {
            // With another number of frames it would be no envelope to a subscriber, and its header would be the body.
            message.Dispose();
            throw new ArgumentException("The payload of an envelope is one frame.", nameof(payload));
        }

        return CompleteAsync(DeliverEnvelope(topic, message, contentType));
    }

    /// <summary>Publishes frames as they are; subscriptions filter on the first one.</summary>
    /// <param name="message">The message, which belongs to the publisher from now on.</param>
    /// <returns>A completed task: publishing never waits. Errors come through the task, but for those of arguments.</returns>
    /// <exception cref="ArgumentException">The message has no frames.</exception>
    /// <exception cref="MessageTooLargeException">The message exceeds a limit of the publisher's options; it was not sent.</exception>
    /// <exception cref="ObjectDisposedException">The message is disposed, or the publisher is disposed.</exception>
    public ValueTask PublishAsync(MultipartMessage message) => PublishCoreAsync(message.Move());

    private int CheckId(int? messageId)
    {
        int id = messageId ?? _options.MessageId;
        ArgumentOutOfRangeException.ThrowIfNegative(id, nameof(messageId));
        return id;
    }

    // Takes the payload, whatever the outcome.
    private static MultipartMessage Compose(string topic, Payload payload)
    {
        MultipartMessage message = default;
        try
        {
            ArgumentNullException.ThrowIfNull(topic);
            Frame first = StrictUtf8.ToFrame(topic, nameof(topic));
            message = MultipartMessage.Create();
            message.Add(first);
            payload.AppendTo(message);
            return message;
        }
        catch
        {
            payload.Dispose();
            message.Dispose();
            throw;
        }
    }

    private Exception? DeliverEnvelope(string topic, MultipartMessage message, string contentType)
    {
        double now = (Reactor.TimeProvider.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
        MessageHeaders headers = new(Guid.CreateVersion7().ToString("N"), now, _options.Source, contentType);
        Activity? activity = PatternTracing.IsOn ? PatternTracing.StartPublish(this, topic) : null;

        // The trace of the caller is passed on even if this library does not sample it.
        if (PatternTracing.IsOn && (activity ?? Activity.Current) is { IdFormat: ActivityIdFormat.W3C } current)
        {
            _ = activity?.SetTag("messaging.message.id", headers.Id);
            headers = headers with
            {
                TraceParent = current.Id,
                TraceState = current.TraceStateString is { Length: > 0 } state ? state : null,
            };
        }

        try
        {
            message.Insert(1, FrameWriter.Write(JsonWriting.Write, (headers, MessageHeadersJson.Default.MessageHeaders)));
            return TryDeliver(message);
        }
        finally
        {
            PatternTracing.End(activity);
        }
    }

    private ValueTask PublishFrameAsync(Frame frame)
    {
        MultipartMessage message = MultipartMessage.Create();
        message.Add(frame);
        return PublishCoreAsync(message);
    }

    private ValueTask PublishCoreAsync(MultipartMessage message, string? destination = null)
    {
        Activity? activity = PatternTracing.IsOn ? PatternTracing.StartPublish(this, destination) : null;
        try
        {
            return CompleteAsync(TryDeliver(message));
        }
        finally
        {
            PatternTracing.End(activity);
        }
    }

    // Publishing does not wait; errors still come through the task, as in other patterns.
    private static ValueTask CompleteAsync(Exception? failure) =>
        failure is null ? ValueTask.CompletedTask : ValueTask.FromException(failure);

    private Exception? TryDeliver(MultipartMessage message)
    {
        try
        {
            Deliver(message);
            return null;
        }
        catch (Exception exception) when (exception is not ArgumentException)
        {
            return exception;
        }
    }

    private void Deliver(MultipartMessage message)
    {
        try
        {
            if (_lastValues is null)
            {
                Send(message);
            }
            else
            {
                // A message that cannot be sent is not kept either.
                Socket.ThrowIfTooLarge(message);
                lock (_order)
                {
                    _lastValues.Keep(message);
                    Send(message);
                }
            }
        }
        catch
        {
            message.Dispose();
            throw;
        }
    }
}
