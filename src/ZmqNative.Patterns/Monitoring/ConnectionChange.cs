namespace ZmqNative.Patterns;

/// <summary>A change of a connection, as the table tells it.</summary>
/// <param name="Kind">What has happened.</param>
/// <param name="Owner">The endpoint that this side connected to; null for a connection that it accepted.</param>
/// <param name="Local">The address at which it was accepted.</param>
/// <param name="Peer">The address of the peer; empty if it is not known.</param>
internal readonly record struct ConnectionChange(ConnectionEventKind Kind, ConnectedEndpoint? Owner, string Local, string Peer)
{
    /// <summary>The reason of a refusal.</summary>
    public ConnectionRefusal Refusal { get; init; }

    /// <summary>What is known beyond that.</summary>
    public string? Detail { get; init; }
}
