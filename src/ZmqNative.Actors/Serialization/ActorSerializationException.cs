namespace ZmqNative.Actors;

/// <summary>A message or its answer cannot be written for, or was not understood by, an actor in another process.</summary>
public sealed class ActorSerializationException : ZmqNativeException
{
    internal ActorSerializationException(string address, string text, Exception? cause = null)
        : base($"A message of or for actor '{address}' cannot cross the border of the process: {text}", cause)
    {
        Address = address;
        Text = text;
    }

    /// <summary>Who was to get the message, or gave the answer.</summary>
    public string Address { get; }

    /// <summary>What is wrong with it.</summary>
    public string Text { get; }
}
