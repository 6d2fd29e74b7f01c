using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors.Generated;

/// <summary>Writes the arguments of a call to an actor of another process, for generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[SuppressMessage("Performance", "CA1815", Justification = "It is not compared.")]
public readonly struct CallWriter
{
    private readonly MultipartMessage _frames;
    private readonly IMessageSerializer _serializer;

    internal CallWriter(MultipartMessage frames, IMessageSerializer serializer)
    {
        _frames = frames;
        _serializer = serializer;
    }

    /// <summary>Writes the next argument.</summary>
    /// <typeparam name="T">The type of the parameter.</typeparam>
    /// <param name="argument">The argument.</param>
    public void Write<T>(T argument) => ActorPayload.Append(_frames, argument, _serializer);
}
