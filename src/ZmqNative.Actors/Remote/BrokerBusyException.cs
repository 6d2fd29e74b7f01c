namespace ZmqNative.Actors.Remote;

/// <summary>
/// <see cref="BrokerClientOptions.MaxInFlight"/> asks, streams and watches are in flight to another broker, or too many messages wait to be
/// sent to it.
/// </summary>
/// <remarks><see cref="IsTransient"/> is true. The message was not sent; it may be sent again when others have ended.</remarks>
public sealed class BrokerBusyException : ZmqNativeException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="text">The description of the limit that was reached.</param>
    /// <param name="endpoint">The endpoint of the broker.</param>
    /// <param name="innerException">The cause, or null.</param>
    public BrokerBusyException(string text, string endpoint, Exception? innerException = null)
        : base($"The connection to the broker at {endpoint} is busy: {text}", innerException) => Endpoint = endpoint;

    /// <summary>The endpoint of the broker.</summary>
    public string Endpoint { get; }

    /// <summary>Whether the same operation may succeed later: always true.</summary>
    public override bool IsTransient => true;
}
