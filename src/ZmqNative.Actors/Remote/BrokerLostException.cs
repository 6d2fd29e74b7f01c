namespace ZmqNative.Actors.Remote;

/// <summary>
/// The connection to a broker broke while an ask waited for its answer, or a watch found none. Whether an ask was handled is not known.
/// </summary>
public sealed class BrokerLostException : ConnectionLostException
{
    internal BrokerLostException(string endpoint)
        : base($"The connection to the broker at {endpoint} was lost. Whether the message was handled is not known.")
    {
        Endpoint = endpoint;
    }

    /// <summary>Where the broker was.</summary>
    public string Endpoint { get; }
}
