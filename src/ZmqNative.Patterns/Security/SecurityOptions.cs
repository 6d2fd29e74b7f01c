namespace ZmqNative.Patterns;

/// <summary>
/// The security of a socket: <see cref="CurveServer"/> or <see cref="CurveClient"/>, <see cref="PlainServer"/> or <see cref="PlainClient"/>,
/// or <see cref="NullServer"/>.
/// </summary>
/// <remarks>
/// A server asks the <see cref="Authenticator"/> of its context about each peer, and can only bind: libzmq ends the process if a connection that the server
/// itself has made is lost while the authenticator decides. Without a running authenticator the bind fails with
/// <see cref="AuthenticatorMissingException"/>. Connections over <c>inproc://</c> stay within the process, and have no security. Immutable; no
/// text of it has a secret.
/// </remarks>
public abstract class SecurityOptions
{
    /// <summary>The domain of servers that are given none: <c>global</c>, as in CZMQ and pyzmq.</summary>
    public const string DefaultDomain = "global";

    private protected SecurityOptions()
    {
    }

    /// <summary>The mechanism that both ends of a connection must have.</summary>
    public abstract SecurityMechanism Mechanism { get; }

    /// <summary>Whether this side checks the other one, and not the other way round.</summary>
    public abstract bool IsServer { get; }

    /// <summary>The domain about which the authenticator is asked; null if none is asked.</summary>
    internal virtual string? ZapDomain => null;

    /// <summary>Sets the options of a socket that is not bound or connected yet.</summary>
    internal abstract void Apply(Socket socket);

    /// <summary>Sets the domain and its enforcement, which libzmq has as two options: with one of them alone strangers are accepted.</summary>
    /// <exception cref="NotSupportedException">libzmq cannot refuse connections when there is no authenticator.</exception>
    private protected static void Enforce(Socket socket, string domain)
    {
        try
        {
            // An empty one is the default; libzmq has no way back to it.
            if (domain.Length > 0)
            {
                socket.ZapDomain = domain;
            }

            socket.ZapEnforceDomain = true;
        }
        catch (ZmqException exception)
        {
            throw new NotSupportedException(
                $"This libzmq ({Zmq.Version}) cannot refuse connections without an authenticator (ZMQ_ZAP_ENFORCE_DOMAIN). Use the one of the package.",
                exception);
        }
    }

    /// <summary>Returns a domain that is valid.</summary>
    private protected static string CheckDomain(string domain)
    {
        const int Longest = 255;
        ArgumentException.ThrowIfNullOrEmpty(domain);
        return domain.Contains('\0', StringComparison.Ordinal) || !StrictUtf8.IsValid(domain) || StrictUtf8.Encoding.GetByteCount(domain) > Longest
            ? throw new ArgumentException($"A domain must be a text of 1 to {Longest} bytes of UTF-8 without NUL.", nameof(domain))
            : domain;
    }
}
