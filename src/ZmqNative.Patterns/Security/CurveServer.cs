using System.Text;

namespace ZmqNative.Patterns;

/// <summary>The server of CURVE handshakes: connections are encrypted, this side proves its identity, and an authenticator checks the keys of clients.</summary>
public sealed class CurveServer : SecurityOptions
{
    private readonly CurveKeyPair _keys;
    private readonly string? _domain;

    /// <summary>Creates the security of a server whose clients are authenticated.</summary>
    /// <param name="keys">The keys of the server; clients need the public one.</param>
    /// <param name="domain">The domain, whose policy in the authenticator applies. Default <see cref="SecurityOptions.DefaultDomain"/>.</param>
    /// <exception cref="ArgumentException">An argument is null, or the domain is empty or has a NUL.</exception>
    public CurveServer(CurveKeyPair keys, string domain = DefaultDomain)
        : this(keys ?? throw new ArgumentNullException(nameof(keys)), CheckDomain(domain), marker: true)
    {
    }

    private CurveServer(CurveKeyPair keys, string? domain, bool marker)
    {
        _ = marker;
        _keys = keys;
        _domain = domain;
    }

    /// <summary>The public key of the server, in Z85.</summary>
    public string PublicKey => _keys.PublicKey;

    /// <summary>The domain; null if any client is accepted.</summary>
    public string? Domain => _domain;

    /// <inheritdoc/>
    public override SecurityMechanism Mechanism => SecurityMechanism.Curve;

    /// <inheritdoc/>
    public override bool IsServer => true;

    internal override string? ZapDomain => _domain;

    /// <summary>
    /// Creates the security of a server without authentication: connections are encrypted, and each client that has the server's public key
    /// is accepted. No authenticator is asked.
    /// </summary>
    /// <param name="keys">The keys of the server.</param>
    /// <returns>The security.</returns>
    public static CurveServer AllowAnyClient(CurveKeyPair keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return new CurveServer(keys, domain: null, marker: true);
    }

    /// <summary>The mechanism, the public key and the domain.</summary>
    /// <returns>A text without the secret key.</returns>
    public override string ToString() => $"CURVE server {PublicKey}, {(_domain is null ? "any client" : $"domain {_domain}")}";

    internal override void Apply(Socket socket)
    {
        // With enforcement and no domain libzmq asks no handler, even if the context has one for other servers.
        Enforce(socket, _domain ?? string.Empty);
        socket.CurveServer = true;
        socket.CurveSecretKey = Encoding.ASCII.GetBytes(_keys.SecretKey);
    }
}
