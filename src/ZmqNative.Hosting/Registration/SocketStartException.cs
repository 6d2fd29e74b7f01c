namespace ZmqNative.Hosting;

/// <summary>A named socket could not be made; the inner exception is libzmq's.</summary>
public sealed class SocketStartException : ZmqNativeException
{
    internal SocketStartException(string kind, string name, string where, string endpoints, Exception inner)
        : base($"The {kind} \"{name}\" ({where}, endpoints \"{endpoints}\") cannot start. {inner.Message}", inner) => SocketName = name;

    /// <summary>The name of the socket.</summary>
    public string SocketName { get; }
}
