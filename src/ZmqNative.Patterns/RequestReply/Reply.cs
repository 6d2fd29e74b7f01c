using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;

namespace ZmqNative.Patterns;

/// <summary>A handler's answer: bytes, text, a frame or several frames.</summary>
[SuppressMessage("Performance", "CA1815", Justification = "Replies are not compared.")]
[SuppressMessage("Usage", "CA2225", Justification = "The constructors and From methods are the alternatives.")]
public readonly struct Reply
{
    private readonly string? _text;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly Frame _frame;
    private readonly MultipartMessage _frames;

    /// <summary>Answers with bytes, which are copied when the reply is sent.</summary>
    /// <param name="bytes">The body.</param>
    public Reply(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>Answers with a text in UTF-8.</summary>
    /// <param name="text">The body.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public Reply(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _text = text;
    }

    /// <summary>Answers with a frame, without copying it.</summary>
    /// <param name="frame">The body, which belongs to the reply from now on.</param>
    /// <exception cref="ObjectDisposedException">The frame is gone.</exception>
    public Reply(Frame frame) => _frame = frame.Move();

    /// <summary>Answers with several frames.</summary>
    /// <param name="frames">The body, which belongs to the reply from now on.</param>
    /// <exception cref="ObjectDisposedException">The message is gone.</exception>
    public Reply(MultipartMessage frames) => _frames = frames.Move();

    /// <summary>Answers with a text.</summary>
    /// <param name="text">The body.</param>
    public static implicit operator Reply(string text) => new(text);

    /// <summary>Answers with bytes.</summary>
    /// <param name="bytes">The body.</param>
    public static implicit operator Reply(byte[] bytes) => new(bytes);

    /// <summary>Answers with bytes.</summary>
    /// <param name="bytes">The body.</param>
    public static implicit operator Reply(ReadOnlyMemory<byte> bytes) => new(bytes);

    /// <summary>Answers with a frame.</summary>
    /// <param name="frame">The body.</param>
    public static implicit operator Reply(Frame frame) => new(frame);

    /// <summary>Answers with a value as JSON.</summary>
    /// <typeparam name="T">What the value is.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="typeInfo">How to write it, from a source-generated <c>JsonSerializerContext</c>.</param>
    /// <returns>The reply.</returns>
    public static Reply FromJson<T>(T value, JsonTypeInfo<T> typeInfo) => new(FrameWriter.Write(JsonWriting.Write, (value, typeInfo)));

    /// <summary>Appends the body to a message.</summary>
    internal void AppendTo(MultipartMessage message)
    {
        if (_text is not null)
        {
            message.Add(_text);
        }
        else if (_frame.IsAlive)
        {
            message.Add(_frame);
        }
        else if (_frames.IsAlive)
        {
            MessageFrames.MoveTail(_frames, 0, message);
            _frames.Dispose();
        }
        else
        {
            message.Add(_bytes.Span);
        }
    }
}
