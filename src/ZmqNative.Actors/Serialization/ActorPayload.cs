using System.Diagnostics.CodeAnalysis;
using System.Text;
using ZmqNative.Actors.Generated;

namespace ZmqNative.Actors;

/// <summary>Converts messages to frames and back: bytes and texts as they are, other objects by the serializer.</summary>
internal static class ActorPayload
{
    /// <summary>Returns the name of a message's type; empty for frames.</summary>
    /// <exception cref="ActorSerializationException">The serializer does not know the type.</exception>
    public static string NameOf(object message, IMessageSerializer serializer, string address)
    {
        switch (message)
        {
            case Frame or MultipartMessage:
                return string.Empty;
            case string:
                return WireTypeNames.Text;
            case byte[] or ReadOnlyMemory<byte>:
                return WireTypeNames.Bytes;
            case ActorCall call:
                return call.Method.WireType;
            case ReceivedCall call:
                return call.Type;
            default:
                return serializer.TryGetName(message.GetType(), out string? name)
                    ? name
                    : throw new ActorSerializationException($"{message.GetType().Name} has no name in the serializer; add it.", address);
        }
    }

    /// <summary>Appends an object, a call as a frame for each argument; frames move. If this throws, only frames of a call are appended.</summary>
    public static void Append(MultipartMessage message, object? value, IMessageSerializer serializer)
    {
        switch (value)
        {
            case null:
                message.Add(Frame.Empty());
                break;
            case Frame frame:
                message.Add(frame);
                break;
            case MultipartMessage frames:
                AppendFrames(message, frames, 0);
                break;
            case string text:
                message.Add(text);
                break;
            case byte[] bytes:
                message.Add(bytes);
                break;
            case ReadOnlyMemory<byte> bytes:
                message.Add(bytes.Span);
                break;
            case ActorCall call:
                call.WriteArguments(new CallWriter(message, serializer));
                break;
            case ReceivedCall call:
                foreach (byte[] argument in call.Arguments)
                {
                    message.Add(argument);
                }

                break;
            default:
                message.Add(FrameWriter.Write(static (buffer, state) => state.serializer.Write(buffer, state.value), (serializer, value)));
                break;
        }
    }

    /// <summary>Moves the frames from <paramref name="first"/> on, one at least, and disposes what is left of their message.</summary>
    public static void AppendFrames(MultipartMessage message, MultipartMessage frames, int first)
    {
        if (frames.Count == first)
        {
            message.Add(Frame.Empty());
        }

        MessageFrames.MoveTail(frames, first, message);
        frames.Dispose();
    }

    /// <summary>Takes the frames from <paramref name="first"/> on as one object, and disposes the rest.</summary>
    public static object ReadRaw(MultipartMessage frames, int first) => frames.Count > first + 1
        ? ReadFrames(frames, first)
        : ReadFrame(frames, first);

    /// <summary>Reads a message with the name of its type; the frames stay the caller's.</summary>
    /// <exception cref="ActorSerializationException">The name is not known, or there is not exactly one frame.</exception>
    public static object ReadNamed(MultipartMessage frames, int first, string name, IMessageSerializer serializer, string address)
    {
        if (frames.Count != first + 1)
        {
            throw new ActorSerializationException($"a message of type '{name}' has one frame, this one {frames.Count - first}.", address);
        }

        ReadOnlySpan<byte> bytes = frames[first].Span;
        if (name == WireTypeNames.Text)
        {
            return Encoding.UTF8.GetString(bytes);
        }

        if (name == WireTypeNames.Bytes)
        {
            return bytes.ToArray();
        }

        return serializer.TryGetType(name, out Type? type)
            ? serializer.Read(bytes, type) ?? throw new ActorSerializationException($"a '{name}' that is null.", address)
            : throw new ActorSerializationException($"unknown type '{name}'.", address);
    }

    /// <summary>Reads an answer; the frames are disposed, whatever the outcome.</summary>
    [SuppressMessage("Usage", "MA0171", Justification = "Comparing types lets the compiler keep one branch for each structure.")]
    public static T Read<T>(MultipartMessage frames, int first, IMessageSerializer serializer)
    {
        // For a structure the compiler keeps one branch alone, and no box.
        if (typeof(T) == typeof(Frame))
        {
            return (T)(object)ReadFrame(frames, first);
        }

        if (typeof(T) == typeof(MultipartMessage))
        {
            return (T)(object)ReadFrames(frames, first);
        }

        return (T)Read(frames, first, typeof(T), serializer)!;
    }

    /// <inheritdoc cref="Read{T}"/>
    public static object? Read(MultipartMessage frames, int first, Type type, IMessageSerializer serializer)
    {
        if (type == typeof(object))
        {
            return ReadRaw(frames, first);
        }

        if (type == typeof(Frame))
        {
            return ReadFrame(frames, first);
        }

        if (type == typeof(MultipartMessage))
        {
            return ReadFrames(frames, first);
        }

        using (frames)
        {
            return ReadValue(frames.Count > first ? frames[first].Span : default, type, serializer);
        }
    }

    /// <summary>Reads bytes, a text or another object from its bytes.</summary>
    public static object? ReadValue(ReadOnlySpan<byte> bytes, Type type, IMessageSerializer serializer)
    {
        if (type == typeof(string))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        if (type == typeof(byte[]))
        {
            return bytes.ToArray();
        }

        if (type == typeof(ReadOnlyMemory<byte>))
        {
            return (ReadOnlyMemory<byte>)bytes.ToArray();
        }

        // A null is an empty frame, which no JSON is.
        bool canBeNull = !type.IsValueType || Nullable.GetUnderlyingType(type) is not null;
        return bytes.IsEmpty && canBeNull ? null : serializer.Read(bytes, Nullable.GetUnderlyingType(type) ?? type);
    }

    private static Frame ReadFrame(MultipartMessage frames, int first)
    {
        Frame frame = frames.Count > first ? frames.Take(first) : Frame.Empty();
        frames.Dispose();
        return frame;
    }

    private static MultipartMessage ReadFrames(MultipartMessage frames, int first)
    {
        MultipartMessage body = MultipartMessage.Create();
        AppendFrames(body, frames, first);
        return body;
    }
}
