using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>The exception for a named socket that could not be made; the inner exception has the cause.</summary>
public sealed class SocketStartException : ZmqNativeException
{
    internal SocketStartException(string kind, string name, string where, string endpoints, Exception inner)
        : base($"The {kind} \"{name}\" ({where}, endpoints \"{endpoints}\") cannot start. {ErrorText.MessageOf(inner)}", inner) => SocketName = name;

    /// <summary>The name of the socket.</summary>
    public string SocketName { get; }
}
