namespace ZmqNative.Actors;

/// <summary>The actor does not have the method that was called, or has it with other parameters or another result.</summary>
/// <remarks>
/// <see cref="ZmqNativeException.IsTransient"/> is false: the caller and the actor have different versions of the interface, or the actor was not spawned
/// for that interface. The message was not handled; it is a dead letter of the actor's broker.
/// </remarks>
public sealed class ActorInterfaceException : ZmqNativeException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="text">The description of the difference.</param>
    /// <param name="address">The address of the actor that was called.</param>
    public ActorInterfaceException(string text, string address)
        : base($"Actor '{address}' cannot be called: {text}")
    {
        Address = address;
        Text = text;
    }

    /// <summary>The address of the actor that was called.</summary>
    public string Address { get; }

    /// <summary>The description of the difference, without the address.</summary>
    public string Text { get; }
}
