namespace ZmqNative.Actors;

/// <summary>A message to an actor in another process, or its answer, cannot be written or cannot be read.</summary>
/// <remarks>
/// <see cref="ZmqNativeException.IsTransient"/> is false: both processes need a serializer that knows the type under the same name.
/// </remarks>
public sealed class ActorSerializationException : ZmqNativeException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="text">The description of the fault.</param>
    /// <param name="address">The address of the actor that was to get the message, or that gave the answer.</param>
    /// <param name="innerException">The exception of the serializer, or null.</param>
    public ActorSerializationException(string text, string address, Exception? innerException = null)
        : base($"A message to actor '{address}', or its answer, cannot be sent between processes: {text}", innerException)
    {
        Address = address;
        Text = text;
    }

    /// <summary>The address of the actor that was to get the message, or that gave the answer.</summary>
    public string Address { get; }

    /// <summary>The description of the fault, without the address.</summary>
    public string Text { get; }
}
