namespace ZmqNative.Actors.Remote;

/// <summary>
/// A client of a broker has as many messages in flight, or waiting to be sent, as it may. The message was not sent; it may be sent again
/// when others have ended.
/// </summary>
public sealed class BrokerBusyException : ZmqNativeException
{
    internal BrokerBusyException(string endpoint, string text, Exception? cause = null)
        : base($"The connection to the broker at {endpoint} is busy: {text}", cause) => Endpoint = endpoint;

    /// <summary>The endpoint of the broker.</summary>
    public string Endpoint { get; }

    /// <inheritdoc/>
    public override bool IsTransient => true;
}
