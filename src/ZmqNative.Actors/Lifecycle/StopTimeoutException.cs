namespace ZmqNative.Actors;

/// <summary>An actor has not stopped within the time that <see cref="Broker.StopAsync"/> was given.</summary>
/// <remarks><see cref="IsTransient"/> is true. The actor stops when it has handled its current message, or its mailbox if it drains.</remarks>
public sealed class StopTimeoutException : ZmqNativeException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The text.</param>
    /// <param name="address">The address of the actor.</param>
    /// <param name="innerException">The cause, or null.</param>
    public StopTimeoutException(string message, string address, Exception? innerException = null)
        : base(message, innerException) => Address = address;

    /// <summary>The address of the actor.</summary>
    public string Address { get; }

    /// <summary>Whether the same operation may succeed later: always true.</summary>
    public override bool IsTransient => true;
}
