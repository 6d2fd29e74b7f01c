namespace ZmqNative.Actors.Remote;

/// <summary>
/// The connection to a broker ended while an ask waited for its answer, or there was none for a watch. Whether the message was handled is
/// not known.
/// </summary>
/// <remarks>
/// <see cref="ConnectionLostException.IsTransient"/> is true: the client connects again. Ask again only if handling the message twice does no
/// harm.
/// </remarks>
public sealed class BrokerLostException : ConnectionLostException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="endpoint">The endpoint of the broker.</param>
    public BrokerLostException(string endpoint)
        : base($"The connection to the broker at {endpoint} was lost. Whether the message was handled is not known.")
    {
        Endpoint = endpoint;
    }

    /// <summary>The endpoint of the broker.</summary>
    public string Endpoint { get; }
}
