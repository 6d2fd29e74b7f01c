namespace ZmqNative.Patterns;

/// <summary>A refusal that the peer has explained, so that waiting for the connection is useless until something changes.</summary>
/// <param name="Endpoint">The endpoint as the user gave it.</param>
/// <param name="Refusal">The reason.</param>
/// <param name="Status">The status of ZAP; null for another mechanism.</param>
/// <param name="Detail">The reason as a text.</param>
internal sealed record ConnectionRejection(string Endpoint, ConnectionRefusal Refusal, int? Status, string Detail);
