namespace ZmqNative.Actors;

/// <summary>A call that a peer has sent. The actor that handles it reads the arguments, since it knows its interface.</summary>
/// <remarks>The bytes are copied: an actor that does not know calls has no frames to dispose, and a router may share the call.</remarks>
/// <param name="type">The second line of the address frame, which begins with <see cref="WireTypeNames.Call"/>.</param>
/// <param name="arguments">The frames of the arguments.</param>
/// <param name="serializer">The serializer of the arguments.</param>
internal sealed class ReceivedCall(string type, byte[][] arguments, IMessageSerializer serializer)
{
    public string Type { get; } = type;

    public byte[][] Arguments { get; } = arguments;

    public IMessageSerializer Serializer { get; } = serializer;

    /// <summary>Copies the arguments of a call; the frames stay the caller's.</summary>
    public static ReceivedCall Read(MultipartMessage frames, int first, string type, IMessageSerializer serializer)
    {
        byte[][] arguments = frames.Count > first ? new byte[frames.Count - first][] : [];
        for (int i = 0; i < arguments.Length; i++)
        {
            arguments[i] = frames[first + i].Span.ToArray();
        }

        return new ReceivedCall(type, arguments, serializer);
    }

    /// <summary>Returns the signature that the caller has sent.</summary>
    public override string ToString() => Type[WireTypeNames.Call.Length..];
}
