namespace ZmqNative.Patterns;

/// <summary>A change of a connection, as the table reports it.</summary>
/// <param name="Kind">The kind of the change.</param>
/// <param name="Owner">The endpoint that this side connected to; null for a connection that it accepted.</param>
/// <param name="Local">The address at which it was accepted.</param>
/// <param name="Peer">The address of the peer; empty if it is not known.</param>
internal readonly record struct ConnectionChange(ConnectionEventKind Kind, ConnectedEndpoint? Owner, string Local, string Peer)
{
    /// <summary>The reason of a refusal.</summary>
    public ConnectionRefusal Refusal { get; init; }

    /// <summary>The details of the refusal, if any are known.</summary>
    public string? Detail { get; init; }
}
