using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace ZmqNative.Patterns;

/// <content>The members for publications.</content>
public readonly partial struct ReceivedMessage
{
    /// <summary>The format of a publication; null for other messages.</summary>
    /// <exception cref="ObjectDisposedException">The message is disposed.</exception>
    public PublishedFormat? Format => _frames.Layout.Format is > 0 and var format ? (PublishedFormat)(format - 1) : null;

    /// <summary>
    /// The topic of a publication as UTF-8, the digits of the message id for <see cref="PublishedFormat.Text"/>; null for other messages.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The message is disposed.</exception>
    public string? Topic => Format is null ? null : Encoding.UTF8.GetString(TopicBytes);

    /// <summary>The topic of a publication in bytes; empty for other messages.</summary>
    /// <exception cref="ObjectDisposedException">The message is disposed.</exception>
    public ReadOnlySpan<byte> TopicBytes => _frames.Layout is { Format: > 0 } layout ? _frames[0].Span[..layout.TopicLength] : default;

    /// <summary>The message id of a publication of <see cref="PublishedFormat.Text"/>; null for other messages.</summary>
    /// <exception cref="ObjectDisposedException">The message is disposed.</exception>
    public int? MessageId => _frames.Layout is { Format: IsText } layout ? layout.MessageId : null;

    /// <summary>
    /// The type of a publication of <see cref="PublishedFormat.Text"/>: <c>text</c>, <c>json</c>, or any other word that a foreign
    /// publisher put there; the body of that is a text. Null for other messages.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The message is disposed.</exception>
    public string? MessageType
    {
        get
        {
            MessageLayout layout = _frames.Layout;
            if (layout.Format != IsText)
            {
                return null;
            }

            ReadOnlySpan<byte> type = _frames[0].Span[(layout.TopicLength + 1)..(layout.BodyOffset - 1)];
            return type.SequenceEqual("text"u8) ? "text" : type.SequenceEqual("json"u8) ? "json" : Encoding.UTF8.GetString(type);
        }
    }

    /// <summary>
    /// The headers of a publication of <see cref="PublishedFormat.Envelope"/>, read again with each call; null for other messages.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The message is disposed.</exception>
    public MessageHeaders? Headers => Format == PublishedFormat.Envelope
        ? JsonSerializer.Deserialize(_frames[1].Span, MessageHeadersJson.Default.MessageHeaders)
        : null;

    /// <summary>
    /// The trace of a publication of <see cref="PublishedFormat.Envelope"/>, to be the parent of an activity;
    /// default for other messages, or when it was not traced. Handlers have such an activity already.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The message is disposed.</exception>
    public ActivityContext TraceContext =>
        Headers is { TraceParent: { } parent } headers ? Patterns.TraceContext.Parse(parent, headers.TraceState) : default;

    // 0 means none.
    private const byte IsText = (byte)PublishedFormat.Text + 1;

    /// <summary>Sets the positions of topic and body of a publication.</summary>
    internal static ReceivedMessage OfPublication(
        MultipartMessage frames,
        PublishedFormat format,
        int topicLength,
        int bodyFrame,
        int bodyOffset,
        int messageId = 0,
        Encoding? encoding = null)
    {
        frames.Layout = new MessageLayout
        {
            IsSet = true,
            Format = (byte)(format + 1),
            TopicLength = topicLength,
            BodyFrame = bodyFrame,
            BodyOffset = bodyOffset,
            MessageId = messageId,
            Encoding = ReferenceEquals(encoding, TextFormat.DefaultEncoding) ? null : encoding,
        };
        return new ReceivedMessage(frames);
    }
}
