using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace ZmqNative.Patterns;

/// <summary>
/// A message as a pattern received it, read in place: a publication, a request, a reply, a message of a pusher or of a pair.
/// </summary>
/// <remarks>
/// <para>
/// Ownership is the same in all patterns. A message that a method returns (<c>ReceiveAsync</c>, <c>TryReceive</c>, <c>RequestAsync</c>)
/// belongs to the caller, who disposes it. A message that a loop (<c>ReadAllAsync</c>) or a handler gets belongs to the pattern: it is
/// valid until the next step of the loop or until the handler completes. <see cref="Detach"/> keeps it for longer.
/// </para>
/// <para>
/// It is a handle of 16 bytes. Copies share the ownership. Use after the end of its validity throws <see cref="ObjectDisposedException"/>,
/// except for a span that was taken before, which is then invalid. Not for use by two threads at once.
/// </para>
/// </remarks>
[SuppressMessage("Performance", "CA1815", Justification = "Messages are not compared.")]
public readonly partial struct ReceivedMessage : IDisposable
{
    private readonly MultipartMessage _frames;

    /// <summary>Wraps a message whose layout is set.</summary>
    internal ReceivedMessage(MultipartMessage frames) => _frames = frames;

    /// <summary>The number of frames of the body: 0 if no frame follows the envelope, 1 for a body of one empty frame.</summary>
    /// <exception cref="ObjectDisposedException">The message is disposed.</exception>
    public int FrameCount
    {
        get
        {
            MessageLayout layout = _frames.Layout;
            ThrowIfGiven(layout);
            return _frames.Count - layout.BodyFrame;
        }
    }

    /// <summary>The bytes of the body, in place; of its first frame if it has several.</summary>
    /// <exception cref="ObjectDisposedException">The message is disposed.</exception>
    public ReadOnlySpan<byte> Span
    {
        get
        {
            MessageLayout layout = _frames.Layout;
            if (layout.BodyFrame < _frames.Count)
            {
                return _frames[layout.BodyFrame].Span[layout.BodyOffset..];
            }

            ThrowIfGiven(layout);
            return default;
        }
    }

    /// <summary>
    /// The bytes of the body, in place, for asynchronous code; of its first frame if it has several. Allocates one small object.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The message is disposed.</exception>
    public ReadOnlyMemory<byte> Memory => FrameCount > 0 ? MemoryOf(0) : default;

    /// <summary>The bytes of all frames of the body, in place, one segment a frame. Costs one or two small objects a frame.</summary>
    /// <exception cref="ObjectDisposedException">The message is disposed.</exception>
    public ReadOnlySequence<byte> Sequence
    {
        get
        {
            int count = FrameCount;
            if (count <= 1)
            {
                return new ReadOnlySequence<byte>(Memory);
            }

            BodySegment first = new(MemoryOf(0), previous: null);
            BodySegment last = first;
            for (int i = 1; i < count; i++)
            {
                last = new BodySegment(MemoryOf(i), last);
            }

            return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
        }
    }

    /// <summary>
    /// The body as text, of its first frame if it has several: in the encoding of the subscriber for publications of the Text format, else
    /// UTF-8. Bytes that are no text become U+FFFD.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The message is disposed.</exception>
    public string Text => (_frames.Layout.Encoding ?? Encoding.UTF8).GetString(Span);

    /// <summary>All frames as they were received, which still belong to the message: those before the body, too.</summary>
    public MultipartMessage Frames => _frames;

    /// <summary>A frame of the body, which still belongs to the message. A publication in one frame has its topic in it.</summary>
    /// <param name="index">The index, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such frame.</exception>
    /// <exception cref="ObjectDisposedException">The message is disposed.</exception>
    public Frame this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            return _frames[_frames.Layout.BodyFrame + index];
        }
    }

    /// <summary>
    /// The id of the user whom an <see cref="Authenticator"/> of this process has accepted for the connection that the message came over; null
    /// if there is none, and over inproc.
    /// </summary>
    /// <remarks>
    /// A ZAP handler of one's own gives <see cref="Frame.UserId"/> of the <see cref="Frames"/> alone, which a peer can send itself where no handler is
    /// asked.
    /// </remarks>
    /// <exception cref="ObjectDisposedException">The message is disposed.</exception>
    public string? UserId => PeerIdentities.Find(_frames) is { UserId.Length: > 0 } peer ? peer.UserId : null;

    /// <summary>
    /// The user whom an <see cref="Authenticator"/> of this process has accepted for the connection that the message came over; null if there is
    /// none, and over inproc. Nothing in the message can change it.
    /// </summary>
    /// <remarks>
    /// The name is the user id, the authentication type the mechanism (<c>CURVE</c>, <c>PLAIN</c>, <c>NULL</c>). The claims are the metadata of
    /// <see cref="AuthenticationResult.Accept"/>; the value of <c>role</c> makes roles, for <see cref="ClaimsPrincipal.IsInRole"/>. It is made
    /// when it is first read, and is the same object for all messages of a connection as long as it is in the cache of 4,096 identities.
    /// </remarks>
    /// <exception cref="ObjectDisposedException">The message is disposed.</exception>
    public ClaimsPrincipal? User => PeerIdentities.Find(_frames)?.Principal;

    // The last frame has come from the peer. The first one may be the routing id, which libzmq often makes without the properties of the connection.
    /// <summary>The address of the peer, without its port, such as <c>127.0.0.1</c>; null over inproc.</summary>
    /// <exception cref="ObjectDisposedException">The message is disposed.</exception>
    public string? PeerAddress => _frames.Count is > 0 and var count ? _frames[count - 1].PeerAddress : null;

    /// <summary>The generation of the native socket that received the message, for messages of a pair that go to a handler.</summary>
    internal long Generation => _frames.Layout.Generation;

    /// <summary>Creates a message as if it had been received, for tests of handlers.</summary>
    /// <param name="body">The body.</param>
    /// <param name="topic">The topic of a publication; null for other messages.</param>
    /// <returns>A message that the caller disposes.</returns>
    /// <exception cref="ArgumentException"><paramref name="topic"/> has an unpaired surrogate.</exception>
    /// <exception cref="ObjectDisposedException">The frames of the body are disposed.</exception>
    public static ReceivedMessage Create(Payload body, string? topic = null)
    {
        MultipartMessage frames = MultipartMessage.Create();
        try
        {
            if (topic is not null)
            {
                frames.Add(StrictUtf8.ToFrame(topic, nameof(topic)));
            }

            body.AppendTo(frames);
        }
        catch
        {
            body.Dispose();
            frames.Dispose();
            throw;
        }

        return topic is null
            ? OfBody(frames, 0)
            : OfPublication(frames, PublishedFormat.Topic, topicLength: frames[0].Length, bodyFrame: 1, bodyOffset: 0);
    }

    /// <summary>Reads the body as JSON, of its first frame if it has several.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="typeInfo">Metadata to read it by, from a source-generated <c>JsonSerializerContext</c>.</param>
    /// <returns>The value; null for a JSON null.</returns>
    /// <exception cref="JsonException">The body is not such JSON.</exception>
    /// <exception cref="ObjectDisposedException">The message is disposed.</exception>
    public T? GetJson<T>(JsonTypeInfo<T> typeInfo) =>
        IsUtf8 ? JsonSerializer.Deserialize(Span, typeInfo) : JsonSerializer.Deserialize(Text, typeInfo);

    /// <summary>Reads the body as JSON that can be changed.</summary>
    /// <returns>The value; null for a JSON null.</returns>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    /// <exception cref="ObjectDisposedException">The message is disposed.</exception>
    public JsonNode? GetJsonNode() => IsUtf8 ? JsonNode.Parse(Span) : JsonNode.Parse(Text);

    /// <summary>Reads the body as JSON of any shape; the element is a copy and outlives the message.</summary>
    /// <returns>The value.</returns>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    /// <exception cref="ObjectDisposedException">The message is disposed.</exception>
    public JsonElement GetJsonElement() => IsUtf8 ? JsonElement.Parse(Span) : JsonElement.Parse(Text);

    /// <summary>Reads the body with a serializer, of its first frame if it has several.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="serializer">The serializer; its exceptions are passed to the caller.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="serializer"/> is null.</exception>
    /// <exception cref="InvalidCastException">The serializer read a value of another type.</exception>
    /// <exception cref="ObjectDisposedException">The message is disposed.</exception>
    public T? Get<T>(IMessageSerializer serializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        return (T?)serializer.Read(Span, typeof(T));
    }

    /// <summary>Makes the caller the owner of a message of a loop or a handler, so that it stays valid after the step or the call.</summary>
    /// <remarks>
    /// This handle and its copies count as disposed then. In a <see cref="ReplyServer"/> the result has the frames of the body alone, because
    /// the server needs the others for its reply.
    /// </remarks>
    /// <returns>The message, which the caller disposes.</returns>
    /// <exception cref="ObjectDisposedException">The message is disposed, or was detached before.</exception>
    public ReceivedMessage Detach()
    {
        MessageLayout layout = _frames.Layout;
        if (!layout.KeepsEnvelope)
        {
            return new ReceivedMessage(_frames.Move());
        }

        ThrowIfGiven(layout);
        MultipartMessage body = MultipartMessage.Create();
        MessageFrames.MoveTail(_frames, layout.BodyFrame, body);
        layout.HasGivenBody = true;
        MultipartMessage kept = _frames;
        kept.Layout = layout;
        return OfBody(body, 0);
    }

    /// <summary>Frees the frames.</summary>
    public void Dispose()
    {
        if (!_frames.IsAlive || _frames.Layout is not { KeepsEnvelope: true } layout)
        {
            _frames.Dispose();
        }
        else if (!layout.HasGivenBody)
        {
            // A handler that disposes its request still has a reply to send.
            MessageFrames.Remove(_frames, layout.BodyFrame, _frames.Count - layout.BodyFrame);
            layout.HasGivenBody = true;
            MultipartMessage kept = _frames;
            kept.Layout = layout;
        }
    }

    /// <summary>Returns the text, with the topic of a publication in front.</summary>
    /// <returns>A text such as <c>updates: {"id":1}</c>; for a disposed message <c>(message is disposed)</c>.</returns>
    public override string ToString() => !_frames.IsAlive || _frames.Layout.HasGivenBody ? "(message is disposed)" : Topic is { } topic ? $"{topic}: {Text}" : Text;

    /// <summary>Sets the index of the first frame of the body.</summary>
    internal static ReceivedMessage OfBody(MultipartMessage frames, int bodyFrame, long generation = 0, bool keepsEnvelope = false)
    {
        frames.Layout = new MessageLayout
        {
            IsSet = true,
            BodyFrame = bodyFrame,
            Generation = generation,
            KeepsEnvelope = keepsEnvelope,
        };
        return new ReceivedMessage(frames);
    }

    /// <summary>Makes a message with the header of acknowledged delivery in front of its body, behind a routing id.</summary>
    internal static ReceivedMessage OfDelivery(MultipartMessage frames)
    {
        frames.Layout = new MessageLayout { IsSet = true, IsDelivery = true, BodyFrame = 2 };
        return new ReceivedMessage(frames);
    }

    // Of a request in a server's handler, whose other frames are alive.
    private static void ThrowIfGiven(in MessageLayout layout)
    {
        if (layout.HasGivenBody)
        {
            throw new ObjectDisposedException(
                nameof(ReceivedMessage), "The request was detached or disposed by its handler: use the message that Detach has returned.");
        }
    }

    private bool IsUtf8 => _frames.Layout.Encoding is null or UTF8Encoding;

    private ReadOnlyMemory<byte> MemoryOf(int index)
    {
        ReadOnlyMemory<byte> memory = this[index].Memory;
        return index == 0 ? memory[_frames.Layout.BodyOffset..] : memory;
    }
}
