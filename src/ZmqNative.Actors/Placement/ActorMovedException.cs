namespace ZmqNative.Actors;

/// <summary>The actor of a cluster has moved to another broker before it handled the message, and the message could not be sent there.</summary>
/// <remarks><see cref="IsTransient"/> is true: the message was not handled, and may be sent again.</remarks>
public sealed class ActorMovedException : ZmqNativeException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The text.</param>
    /// <param name="address">The address of the actor.</param>
    public ActorMovedException(string message, string address)
        : base(message) => Address = address;

    /// <summary>The address of the actor.</summary>
    public string Address { get; }

    /// <summary>Whether the same operation may succeed later: always true.</summary>
    public override bool IsTransient => true;
}
