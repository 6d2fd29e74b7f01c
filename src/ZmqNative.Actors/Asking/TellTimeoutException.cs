namespace ZmqNative.Actors;

/// <summary>A mailbox, or the connection to another broker, had no space within <see cref="BrokerOptions.TellTimeout"/>.</summary>
/// <remarks><see cref="IsTransient"/> is true. The message was not accepted; it is a dead letter.</remarks>
public sealed class TellTimeoutException : ZmqNativeException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The text.</param>
    /// <param name="address">The address to which the message was sent.</param>
    public TellTimeoutException(string message, string address)
        : base(message) => Address = address;

    internal TellTimeoutException(string address, TimeSpan timeout, string situation)
        : this(
            $"There was no space in the mailbox of actor '{address}' within {timeout.TotalSeconds:0.###} s "
            + $"(BrokerOptions.TellTimeout). {situation}",
            address)
    {
    }

    /// <summary>The address to which the message was sent.</summary>
    public string Address { get; }

    /// <summary>Whether the same operation may succeed later: always true.</summary>
    public override bool IsTransient => true;
}
