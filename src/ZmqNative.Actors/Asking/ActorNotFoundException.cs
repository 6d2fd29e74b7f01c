namespace ZmqNative.Actors;

/// <summary>No actor has the address, and no registration makes one for it; or a router has no routees.</summary>
/// <remarks>
/// <see cref="ZmqNativeException.IsTransient"/> is false: the program has to spawn the actor, or to register its name.
/// </remarks>
public sealed class ActorNotFoundException : ZmqNativeException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The text.</param>
    /// <param name="address">The address to which the message was sent.</param>
    public ActorNotFoundException(string message, string address)
        : base(message) => Address = address;

    internal ActorNotFoundException(string address)
        : this($"There is no actor '{address}', and no registration makes one. Spawn it, or register its name.", address)
    {
    }

    /// <summary>The address to which the message was sent.</summary>
    public string Address { get; }
}
