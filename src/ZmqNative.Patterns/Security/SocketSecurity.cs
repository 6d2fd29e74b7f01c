namespace ZmqNative.Patterns;

/// <summary>Checks before a socket is bound or connected: it fails where libzmq would accept peers that nobody has checked, or end the process.</summary>
internal static class SocketSecurity
{
    // The others have no handshake: norm, pgm, epgm, udp, and vmci, which nobody has tested.
    private static readonly string[] Secured = ["tcp://", "ipc://", "ws://", "wss://", "tipc://"];

    /// <summary>Refuses a bind.</summary>
    /// <exception cref="AuthenticatorMissingException">The context has no authenticator.</exception>
    /// <exception cref="InvalidOperationException">The socket or the transport cannot do what the options ask for.</exception>
    public static void CheckBind(Socket socket, string endpoint, SecurityOptions? security)
    {
        if (endpoint is null || endpoint.StartsWith(InprocScheme, StringComparison.Ordinal) || !Check(socket, endpoint, security))
        {
            return;
        }

        if (security is null)
        {
            throw new AuthenticatorMissingException(
                $"The {socket.Mechanism.ToString().ToUpperInvariant()} server cannot be bound to {endpoint}: its context has no authenticator, so each "
                + "client would be accepted. Create an Authenticator in the context before, or encrypt without authentication by Security = "
                + "CurveServer.AllowAnyClient(keys).");
        }

        throw new AuthenticatorMissingException(
            $"The {security} cannot be bound to {endpoint}: no Authenticator runs in its context, so no client could be accepted. Create one "
            + "in the same context before the server" + (security is CurveServer
                ? ", or encrypt without authentication by CurveServer.AllowAnyClient(keys)."
                : "."));
    }

    /// <summary>Refuses a connect.</summary>
    /// <exception cref="InvalidOperationException">The socket or the transport cannot do what the options ask for.</exception>
    public static void CheckConnect(Socket socket, string endpoint, SecurityOptions? security)
    {
        if (endpoint is null || endpoint.StartsWith(InprocScheme, StringComparison.Ordinal))
        {
            return;
        }

        _ = Check(socket, endpoint, security);
        if (security?.ZapDomain is not null || (security is null && IsServerWithoutOptions(socket)))
        {
            throw new InvalidOperationException(
                $"The {security?.ToString() ?? "server"} cannot connect to {endpoint}: a side that authenticates must bind, as libzmq ends the "
                + "process if a connection that it made itself is lost while it is being authenticated. Bind here, and let the clients connect.");
        }
    }

    private const string InprocScheme = "inproc://";

    /// <summary>Returns whether the socket needs an authenticator that is not there.</summary>
    private static bool Check(Socket socket, string endpoint, SecurityOptions? security)
    {
        if (security is not null)
        {
            RefuseUnsecured(socket, endpoint, security);
            return security.ZapDomain is not null && !HasHandler(socket);
        }

        return IsServerWithoutOptions(socket) && !HasHandler(socket);
    }

    private static void RefuseUnsecured(Socket socket, string endpoint, SecurityOptions security)
    {
        if (!Array.Exists(Secured, scheme => endpoint.StartsWith(scheme, StringComparison.Ordinal)))
        {
            throw new InvalidOperationException(
                $"The {security} cannot use {endpoint}: the transport has no handshake, so there would be no security. Use tcp:// or ipc://.");
        }

        if (socket.Type == SocketType.Stream || (socket.Type == SocketType.Router && socket.RouterRaw))
        {
            throw new InvalidOperationException(
                $"The {security} cannot use {endpoint} with a socket for raw bytes: it has no handshake, so there would be no security.");
        }

        bool isServer = security.Mechanism switch
        {
            SecurityMechanism.Curve => socket.CurveServer,
            SecurityMechanism.Plain => socket.PlainServer,
            _ => security.IsServer,
        };
        if (socket.Mechanism != security.Mechanism || isServer != security.IsServer
            || (security.IsServer && ((socket.ZapDomain ?? string.Empty) != (security.ZapDomain ?? string.Empty) || !socket.ZapEnforceDomain)))
        {
            throw new InvalidOperationException(
                $"The {security} cannot use {endpoint}: other code has changed the security options of the raw socket. Set them by Security alone.");
        }
    }

    // By ConfigureSocket, or on the raw socket.
    private static bool IsServerWithoutOptions(Socket socket) => socket.Mechanism switch
    {
        SecurityMechanism.Curve => socket.CurveServer,
        SecurityMechanism.Plain => socket.PlainServer,
        _ => false,
    };

    // An authenticator, or a handler of the user's own.
    private static bool HasHandler(Socket socket)
    {
        InprocNames names = socket.Context.InprocNames;
        lock (names.Gate)
        {
            return !names.IsFree(ZapMessage.Endpoint);
        }
    }
}
