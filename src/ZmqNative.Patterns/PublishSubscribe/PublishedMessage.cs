using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ZmqNative.Patterns;

/// <summary>A publication as it was received, read in place.</summary>
/// <remarks>
/// The values are valid until the message is disposed; <see cref="Subscriber.ReadAllAsync"/> and handlers dispose it
/// for you after each turn.
/// </remarks>
[SuppressMessage("Performance", "CA1815", Justification = "Messages are not compared.")]
public readonly struct PublishedMessage : IDisposable
{
    private readonly MultipartMessage _frames;
    private readonly Encoding _encoding;
    private readonly int _topicLength;
    private readonly int _bodyFrame;
    private readonly int _bodyOffset;

    private PublishedMessage(
        MultipartMessage frames, Encoding encoding, PublishedFormat format, int topicLength, int bodyFrame, int bodyOffset)
    {
        _frames = frames;
        _encoding = encoding;
        Format = format;
        _topicLength = topicLength;
        _bodyFrame = bodyFrame;
        _bodyOffset = bodyOffset;
    }

    /// <summary>The form in which it came.</summary>
    public PublishedFormat Format { get; }

    /// <summary>The message id, or null for other forms than <see cref="PublishedFormat.Text"/>.</summary>
    public int? MessageId { get; private init; }

    /// <summary>
    /// The type of a message of <see cref="PublishedFormat.Text"/>: <c>text</c>, <c>json</c>, or any other word that a foreign
    /// publisher put there, whose body is a text. Null for other forms.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The message is gone.</exception>
    public string? MessageType => Format == PublishedFormat.Text
        ? Encoding.UTF8.GetString(_frames[0].Span[(_topicLength + 1)..(_bodyOffset - 1)])
        : null;

    /// <summary>Whether a message of <see cref="PublishedFormat.Text"/> was marked <c>json</c>.</summary>
    public bool IsJson { get; private init; }

    /// <summary>The topic in bytes; the digits of the message id for <see cref="PublishedFormat.Text"/>.</summary>
    /// <exception cref="ObjectDisposedException">The message is gone.</exception>
    public ReadOnlySpan<byte> TopicBytes => _frames[0].Span[.._topicLength];

    /// <summary>The topic as UTF-8.</summary>
    /// <exception cref="ObjectDisposedException">The message is gone.</exception>
    public string Topic => Encoding.UTF8.GetString(TopicBytes);

    /// <summary>The bytes of the body, or of the first payload frame.</summary>
    /// <exception cref="ObjectDisposedException">The message is gone.</exception>
    public ReadOnlySpan<byte> Body => _frames[_bodyFrame].Span[_bodyOffset..];

    /// <summary>The body as text, in the subscriber's encoding for <see cref="PublishedFormat.Text"/>, else UTF-8.</summary>
    /// <exception cref="ObjectDisposedException">The message is gone.</exception>
    public string Text => (Format == PublishedFormat.Text ? _encoding : Encoding.UTF8).GetString(Body);

    /// <summary>All frames as they came, which still belong to the message.</summary>
    public MultipartMessage Frames => _frames;

    /// <summary>The header of an <see cref="PublishedFormat.Envelope"/>, or null.</summary>
    /// <exception cref="ObjectDisposedException">The message is gone.</exception>
    public EnvelopeHeader? Header =>
        Format == PublishedFormat.Envelope ? JsonSerializer.Deserialize(_frames[1].Span, EnvelopeJson.Default.EnvelopeHeader) : null;

    /// <summary>
    /// The trace that an <see cref="PublishedFormat.Envelope"/> was published in, to be the parent of an activity of yours;
    /// default for other forms, or when nobody traced it. Handlers have such an activity already.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The message is gone.</exception>
    public ActivityContext TraceContext =>
        Header is { TraceParent: { } parent } header ? Patterns.TraceContext.Parse(parent, header.TraceState) : default;

    /// <summary>Reads the body as JSON.</summary>
    /// <typeparam name="T">What it holds.</typeparam>
    /// <param name="typeInfo">How to read it, from a source-generated <c>JsonSerializerContext</c>.</param>
    /// <returns>The value; null for a JSON null.</returns>
    /// <exception cref="JsonException">The body is no such JSON.</exception>
    /// <exception cref="ObjectDisposedException">The message is gone.</exception>
    public T? GetJson<T>(JsonTypeInfo<T> typeInfo)
    {
        bool utf8 = Format != PublishedFormat.Text || _encoding is UTF8Encoding;
        return utf8 ? JsonSerializer.Deserialize(Body, typeInfo) : JsonSerializer.Deserialize(Text, typeInfo);
    }

    /// <summary>Frees the frames.</summary>
    public void Dispose() => _frames.Dispose();

    /// <summary>The topic and the body.</summary>
    /// <returns>Such as <c>updates: {"id":1}</c>.</returns>
    public override string ToString() => _frames.IsAlive ? $"{Topic}: {Text}" : "(message is gone)";

    /// <summary>Finds topic and body.</summary>
    /// <remarks>
    /// One frame with a number, a type and a body has the Text format if the type is ours or the number is an id in
    /// <paramref name="filter"/>. Otherwise it may as well be a topic of digits with a payload of several words.
    /// </remarks>
    internal static bool TryRead(
        MultipartMessage frames, SubscriberOptions options, TopicFilter filter, out PublishedMessage message, out string? reason)
    {
        Encoding encoding = options.Encoding;
        ReadOnlySpan<byte> first = frames[0].Span;
        reason = null;
        if (frames.Count > 1)
        {
            bool isEnvelope = options.Envelopes && frames.Count == 3;
            if (isEnvelope && !IsHeader(frames[1].Span))
            {
                reason = "the header of an envelope is no JSON with id, timestamp, source and content_type";
                message = default;
                return false;
            }

            message = new PublishedMessage(
                frames, encoding, isEnvelope ? PublishedFormat.Envelope : PublishedFormat.Topic, first.Length, isEnvelope ? 2 : 1, 0);
            return true;
        }

        if (TextFormat.TryRead(first, out int messageId, out ReadOnlySpan<byte> type, out int bodyOffset)
            && (type.SequenceEqual("json"u8) || type.SequenceEqual("text"u8) || filter.BeginsWithId(first)))
        {
            message = new PublishedMessage(frames, encoding, PublishedFormat.Text, first.IndexOf((byte)' '), 0, bodyOffset)
            {
                MessageId = messageId,
                IsJson = type.SequenceEqual("json"u8),
            };
            return true;
        }

        int space = first.IndexOf((byte)' ');
        if (space < 0)
        {
            reason = "one frame with neither a message id nor a topic, a space and a payload";
            message = default;
            return false;
        }

        message = new PublishedMessage(frames, encoding, PublishedFormat.Topic, space, 0, space + 1);
        return true;
    }

    private static bool IsHeader(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, EnvelopeJson.Default.EnvelopeHeader) is { Id: not null, Source: not null, ContentType: not null };
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
