using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace ZmqNative.Patterns;

/// <summary>The body of a message to send: a text, bytes, one frame or several, or JSON.</summary>
/// <remarks>
/// All of these convert to it implicitly. Texts and bytes are copied when the payload is sent, so bytes must not change until the method
/// that takes the payload returns, or until the payload that a handler returned is sent. A payload of frames, JSON or serialized values
/// owns native memory: the method that it is passed to becomes the owner, even if it fails. Pass such a payload to exactly one method. The default value is an empty body of one frame.
/// </remarks>
[SuppressMessage("Performance", "CA1815", Justification = "Payloads are not compared.")]
[SuppressMessage("Usage", "CA2225", Justification = "The From methods are the alternatives.")]
public readonly struct Payload
{
    // A string, the array or the manager of bytes, or the core of a frame or of a message; null for no bytes. So it is as small as a
    // handle.
    private readonly object? _content;

    // Of bytes the offset and the length, of frames the version.
    private readonly long _number;

    private Payload(object? content, long number = 0)
    {
        _content = content;
        _number = number;
    }

    private int Offset => (int)(_number >> 32);

    private int Length => (int)_number;

    /// <summary>Converts a text, which is sent in UTF-8.</summary>
    /// <param name="text">The body.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public static implicit operator Payload(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Payload(text);
    }

    /// <summary>Converts bytes.</summary>
    /// <param name="bytes">The body.</param>
    /// <exception cref="ArgumentNullException"><paramref name="bytes"/> is null.</exception>
    public static implicit operator Payload(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return new Payload(bytes, bytes.Length);
    }

    /// <summary>Converts bytes.</summary>
    /// <param name="bytes">The body.</param>
    public static implicit operator Payload(ReadOnlyMemory<byte> bytes)
    {
        if (MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> segment))
        {
            return new Payload(segment.Array, Pack(segment.Offset, segment.Count));
        }

        return MemoryMarshal.TryGetMemoryManager(bytes, out MemoryManager<byte>? manager, out int start, out int length)
            ? new Payload(manager, Pack(start, length))
            : Frame.Copy(bytes.Span);
    }

    /// <summary>Converts bytes in several segments, which become one frame. Several are copied at once, a single one when it is sent, as other bytes are.</summary>
    /// <param name="bytes">The body.</param>
    /// <exception cref="ArgumentException">It has 2 GiB or more.</exception>
    public static implicit operator Payload(ReadOnlySequence<byte> bytes)
    {
        if (bytes.IsSingleSegment)
        {
            return bytes.First;
        }

        if (bytes.Length > Array.MaxLength)
        {
            throw new ArgumentException("A frame of a sequence has less than 2 GiB.", nameof(bytes));
        }

        Frame frame = Frame.Allocate((int)bytes.Length);
        bytes.CopyTo(frame.WritableSpan);
        return frame;
    }

    /// <summary>Converts a frame, without copying it.</summary>
    /// <param name="frame">The body, which belongs to the payload from now on.</param>
    /// <exception cref="ObjectDisposedException">The frame is disposed.</exception>
    public static implicit operator Payload(Frame frame)
    {
        Frame own = frame.Move();
        return new Payload(own.Core, own.Version);
    }

    /// <summary>Converts several frames, without copying them.</summary>
    /// <param name="frames">The body, which belongs to the payload from now on.</param>
    /// <exception cref="ObjectDisposedException">The message is disposed.</exception>
    public static implicit operator Payload(MultipartMessage frames)
    {
        MultipartMessage own = frames.Move();
        return new Payload(own.Core, own.Version);
    }

    /// <summary>Converts JSON, which is written at once.</summary>
    /// <param name="json">The value; null is a JSON null.</param>
    public static implicit operator Payload(JsonNode? json) => FrameWriter.Write(JsonWriting.WriteNode, json);

    /// <summary>Converts JSON, which is written at once.</summary>
    /// <param name="json">The value.</param>
    /// <exception cref="InvalidOperationException">It is the default value, which is no JSON.</exception>
    public static implicit operator Payload(JsonElement json) => FrameWriter.Write(JsonWriting.WriteElement, json);

    /// <summary>Writes a value as JSON.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="typeInfo">Metadata to write it by, from a source-generated <c>JsonSerializerContext</c>.</param>
    /// <returns>The payload, which owns a frame.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="typeInfo"/> is null.</exception>
    /// <exception cref="NotSupportedException">A part of the value cannot be written.</exception>
    public static Payload FromJson<T>(T value, JsonTypeInfo<T> typeInfo)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        return FrameWriter.Write(JsonWriting.Write, (value, typeInfo));
    }

    /// <summary>Writes a body through a callback, which is called once and at once, into a pooled buffer.</summary>
    /// <typeparam name="TState">The type of the callback's state.</typeparam>
    /// <param name="write">Writes the bytes, such as a serializer.</param>
    /// <param name="state">The state that the callback is called with.</param>
    /// <returns>The payload, which owns a frame.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="write"/> is null.</exception>
    public static Payload Write<TState>(Action<IBufferWriter<byte>, TState> write, TState state)
    {
        ArgumentNullException.ThrowIfNull(write);
        return FrameWriter.Write(write, state);
    }

    /// <summary>Writes a value with a serializer, at once, without the name of its type.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="serializer">The serializer; its exceptions are passed to the caller.</param>
    /// <returns>The payload, which owns a frame.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static Payload Serialize<T>(T value, IMessageSerializer serializer)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(serializer);
        return FrameWriter.Write(
            static (buffer, state) => state.serializer.Write(buffer, state.value), (value: (object)value, serializer));
    }

    /// <summary>Returns the text, or a description of the body, for logs and debuggers.</summary>
    /// <returns>A text such as <c>hello</c> or <c>(12 bytes)</c>.</returns>
    public override string ToString() => _content switch
    {
        string text => text,
        FrameCore core => new Frame(core, _number).ToString(),
        MessageCore core => new MultipartMessage(core, _number).ToString(),
        _ => $"({Length:N0} bytes)",
    };

    /// <summary>Appends the body to a message, which takes its frames.</summary>
    /// <exception cref="ObjectDisposedException">The frames are disposed.</exception>
    internal void AppendTo(MultipartMessage message)
    {
        switch (_content)
        {
            case string text:
                message.Add(text);
                break;
            case FrameCore core:
                message.Add(new Frame(core, _number));
                break;
            case MessageCore core:
                MultipartMessage frames = new(core, _number);
                message.AddRange(frames);
                break;
            default:
                message.Add(Bytes.Span);
                break;
        }
    }

    /// <summary>Returns a message with the body, or the message that the payload holds.</summary>
    /// <exception cref="ObjectDisposedException">The frames are disposed.</exception>
    internal MultipartMessage ToMessage()
    {
        if (_content is MessageCore core)
        {
            return new MultipartMessage(core, _number).Move();
        }

        MultipartMessage message = MultipartMessage.Create();
        try
        {
            AppendTo(message);
            return message;
        }
        catch
        {
            message.Dispose();
            throw;
        }
    }

    /// <summary>Returns the body as bytes, if the payload holds bytes and no frames or text.</summary>
    internal bool TryGetBytes(out ReadOnlyMemory<byte> bytes)
    {
        bool found = _content is null or byte[] or MemoryManager<byte>;
        bytes = found ? Bytes : default;
        return found;
    }

    /// <summary>Frees the frames that the payload still owns, if it is not sent.</summary>
    internal void Dispose()
    {
        if (_content is FrameCore frame)
        {
            new Frame(frame, _number).Dispose();
        }
        else if (_content is MessageCore message)
        {
            new MultipartMessage(message, _number).Dispose();
        }
    }

    private ReadOnlyMemory<byte> Bytes => _content switch
    {
        byte[] array => array.AsMemory(Offset, Length),
        MemoryManager<byte> manager => manager.Memory.Slice(Offset, Length),
        _ => default,
    };

    private static long Pack(int offset, int length) => ((long)offset << 32) | (uint)length;
}
