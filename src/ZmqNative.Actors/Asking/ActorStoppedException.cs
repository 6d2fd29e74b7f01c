namespace ZmqNative.Actors;

/// <summary>The actor has stopped, or it stopped before it handled the message; or its broker ends.</summary>
/// <remarks><see cref="ZmqNativeException.IsTransient"/> is false: an actor that was spawned does not come back by itself.</remarks>
public sealed class ActorStoppedException : ZmqNativeException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The text.</param>
    /// <param name="address">The address to which the message was sent.</param>
    public ActorStoppedException(string message, string address)
        : base(message) => Address = address;

    internal ActorStoppedException(string address)
        : this($"Actor '{address}' has stopped.", address)
    {
    }

    /// <summary>The address to which the message was sent.</summary>
    public string Address { get; }
}
