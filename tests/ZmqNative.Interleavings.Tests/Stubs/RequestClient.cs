namespace ZmqNative.Patterns;

/// <summary>Stands in for the client, which is named in exceptions.</summary>
internal sealed class RequestClient;
