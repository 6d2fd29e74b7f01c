namespace ZmqNative.Patterns;

/// <summary>An endpoint that a new native socket is to be attached to.</summary>
/// <param name="Endpoint">The endpoint, with wildcards resolved.</param>
/// <param name="Binds">Whether to bind; else to connect.</param>
internal sealed record PendingEndpoint(string Endpoint, bool Binds);
