namespace ZmqNative.Actors;

/// <summary>There was no room in a mailbox within <see cref="BrokerOptions.TellTimeout"/>. The message was not accepted.</summary>
public sealed class TellTimeoutException : ZmqNativeException
{
    internal TellTimeoutException(string address, TimeSpan timeout, string situation)
        : base(
            $"There was no room in the mailbox of actor '{address}' within {timeout.TotalSeconds:0.###} s "
            + $"(BrokerOptions.TellTimeout). {situation}")
    {
        Address = address;
    }

    /// <summary>The address of the actor that was to get the message.</summary>
    public string Address { get; }

    /// <inheritdoc/>
    public override bool IsTransient => true;
}
