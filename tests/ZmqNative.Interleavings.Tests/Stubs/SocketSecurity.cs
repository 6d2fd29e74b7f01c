namespace ZmqNative.Patterns;

/// <summary>The checks before a bind or connect, which need no check here.</summary>
internal static class SocketSecurity
{
    public static void CheckBind(Socket socket, string endpoint, SecurityOptions? security) => _ = (socket, endpoint, security);

    public static void CheckConnect(Socket socket, string endpoint, SecurityOptions? security) => _ = (socket, endpoint, security);
}
