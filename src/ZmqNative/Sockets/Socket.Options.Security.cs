using System.Diagnostics.CodeAnalysis;
using ZmqNative.Interop;

namespace ZmqNative;

/// <content>Security. Keys are raw or Z85; reading one gives Z85.</content>
public sealed unsafe partial class Socket
{
    /// <summary>The security mechanism that the options below lead to.</summary>
    public SecurityMechanism Mechanism => (SecurityMechanism)GetInt32Option(Libzmq.ZMQ_MECHANISM);

    /// <summary>Whether this side checks PLAIN user names and passwords. Default false.</summary>
    public bool PlainServer
    {
        get => GetBool(Libzmq.ZMQ_PLAIN_SERVER);
        set => SetBool(Libzmq.ZMQ_PLAIN_SERVER, value);
    }

    /// <summary>The user name sent to a PLAIN server. Default empty; null turns PLAIN off.</summary>
    /// <exception cref="ArgumentException">The text has a NUL or is no valid UTF-16.</exception>
    public string? PlainUsername
    {
        get => GetString(Libzmq.ZMQ_PLAIN_USERNAME);
        set => SetString(Libzmq.ZMQ_PLAIN_USERNAME, value);
    }

    /// <summary>The password sent to a PLAIN server. Default empty; null turns PLAIN off.</summary>
    /// <exception cref="ArgumentException">The text has a NUL or is no valid UTF-16.</exception>
    public string? PlainPassword
    {
        get => GetString(Libzmq.ZMQ_PLAIN_PASSWORD);
        set => SetString(Libzmq.ZMQ_PLAIN_PASSWORD, value);
    }

    /// <summary>Whether this side is the server of a CURVE handshake. Default false.</summary>
    public bool CurveServer
    {
        get => GetBool(Libzmq.ZMQ_CURVE_SERVER);
        set => SetBool(Libzmq.ZMQ_CURVE_SERVER, value);
    }

    /// <summary>This side's public key.</summary>
    /// <exception cref="ArgumentException">The key has neither 32 nor 40 bytes, or is no Z85.</exception>
    public ReadOnlySpan<byte> CurvePublicKey
    {
        get => GetKey(Libzmq.ZMQ_CURVE_PUBLICKEY);
        set => SetKey(Libzmq.ZMQ_CURVE_PUBLICKEY, value);
    }

    /// <summary>This side's secret key.</summary>
    /// <exception cref="ArgumentException">The key has neither 32 nor 40 bytes, or is no Z85.</exception>
    public ReadOnlySpan<byte> CurveSecretKey
    {
        get => GetKey(Libzmq.ZMQ_CURVE_SECRETKEY);
        set => SetKey(Libzmq.ZMQ_CURVE_SECRETKEY, value);
    }

    /// <summary>The server's public key, set by clients.</summary>
    /// <exception cref="ArgumentException">The key has neither 32 nor 40 bytes, or is no Z85.</exception>
    public ReadOnlySpan<byte> CurveServerKey
    {
        get => GetKey(Libzmq.ZMQ_CURVE_SERVERKEY);
        set => SetKey(Libzmq.ZMQ_CURVE_SERVERKEY, value);
    }

    /// <summary>The domain that is passed to the ZAP handler. Default empty: NULL connections do not ask it.</summary>
    /// <exception cref="ArgumentException">The text has a NUL or is no valid UTF-16.</exception>
    public string? ZapDomain
    {
        get => GetString(Libzmq.ZMQ_ZAP_DOMAIN);
        set => SetString(Libzmq.ZMQ_ZAP_DOMAIN, value);
    }

    /// <summary>
    /// Whether a handler must be there when <see cref="ZapDomain"/> is not empty. Default false: without a handler
    /// every peer is accepted, so set both on secured servers.
    /// </summary>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public bool ZapEnforceDomain
    {
        get => GetBool(LibzmqDraft.ZMQ_ZAP_ENFORCE_DOMAIN);
        set => SetBool(LibzmqDraft.ZMQ_ZAP_ENFORCE_DOMAIN, value);
    }

    /// <summary>
    /// Whether this side is the server of a GSSAPI handshake. Default false. Where libzmq was built with GSSAPI.
    /// </summary>
    public bool GssapiServer
    {
        get => GetBool(Libzmq.ZMQ_GSSAPI_SERVER);
        set => SetBool(Libzmq.ZMQ_GSSAPI_SERVER, value);
    }

    /// <summary>
    /// Whether GSSAPI connections stay unencrypted. Default false. Where libzmq was built with GSSAPI.
    /// </summary>
    public bool GssapiPlaintext
    {
        get => GetBool(Libzmq.ZMQ_GSSAPI_PLAINTEXT);
        set => SetBool(Libzmq.ZMQ_GSSAPI_PLAINTEXT, value);
    }

    /// <summary>This side's principal. Where libzmq was built with GSSAPI.</summary>
    /// <exception cref="ArgumentException">The text has a NUL or is no valid UTF-16.</exception>
    public string? GssapiPrincipal
    {
        get => GetString(Libzmq.ZMQ_GSSAPI_PRINCIPAL);
        set => SetString(Libzmq.ZMQ_GSSAPI_PRINCIPAL, value);
    }

    /// <summary>
    /// The type of that name: <see cref="Libzmq.ZMQ_GSSAPI_NT_HOSTBASED"/> (default) and its neighbours.
    /// </summary>
    /// <exception cref="ZmqException">The value is out of range (<c>EINVAL</c>).</exception>
    public int GssapiPrincipalNameType
    {
        get => GetInt32Option(Libzmq.ZMQ_GSSAPI_PRINCIPAL_NAMETYPE);
        set => SetOption(Libzmq.ZMQ_GSSAPI_PRINCIPAL_NAMETYPE, value);
    }

    /// <summary>The server's principal. Where libzmq was built with GSSAPI.</summary>
    /// <exception cref="ArgumentException">The text has a NUL or is no valid UTF-16.</exception>
    public string? GssapiServicePrincipal
    {
        get => GetString(Libzmq.ZMQ_GSSAPI_SERVICE_PRINCIPAL);
        set => SetString(Libzmq.ZMQ_GSSAPI_SERVICE_PRINCIPAL, value);
    }

    /// <summary>
    /// The type of that name: <see cref="Libzmq.ZMQ_GSSAPI_NT_HOSTBASED"/> (default) and its neighbours.
    /// </summary>
    /// <exception cref="ZmqException">The value is out of range (<c>EINVAL</c>).</exception>
    public int GssapiServicePrincipalNameType
    {
        get => GetInt32Option(Libzmq.ZMQ_GSSAPI_SERVICE_PRINCIPAL_NAMETYPE);
        set => SetOption(Libzmq.ZMQ_GSSAPI_SERVICE_PRINCIPAL_NAMETYPE, value);
    }

    /// <summary>The server's key for secure WebSockets, PEM. Where libzmq was built with WSS.</summary>
    /// <exception cref="ArgumentException">The text has a NUL or is no valid UTF-16.</exception>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public string? WssKeyPem
    {
        get => GetString(LibzmqDraft.ZMQ_WSS_KEY_PEM);
        set => SetString(LibzmqDraft.ZMQ_WSS_KEY_PEM, value);
    }

    /// <summary>The server's certificate for secure WebSockets, PEM. Where libzmq was built with WSS.</summary>
    /// <exception cref="ArgumentException">The text has a NUL or is no valid UTF-16.</exception>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public string? WssCertificatePem
    {
        get => GetString(LibzmqDraft.ZMQ_WSS_CERT_PEM);
        set => SetString(LibzmqDraft.ZMQ_WSS_CERT_PEM, value);
    }

    /// <summary>The authority that clients trust for secure WebSockets, PEM. Where libzmq was built with WSS.</summary>
    /// <exception cref="ArgumentException">The text has a NUL or is no valid UTF-16.</exception>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public string? WssTrustPem
    {
        get => GetString(LibzmqDraft.ZMQ_WSS_TRUST_PEM);
        set => SetString(LibzmqDraft.ZMQ_WSS_TRUST_PEM, value);
    }

    /// <summary>The name that the server's certificate must have. Where libzmq was built with WSS.</summary>
    /// <exception cref="ArgumentException">The text has a NUL or is no valid UTF-16.</exception>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public string? WssHostname
    {
        get => GetString(LibzmqDraft.ZMQ_WSS_HOSTNAME);
        set => SetString(LibzmqDraft.ZMQ_WSS_HOSTNAME, value);
    }

    /// <summary>Whether the system's authorities are trusted. Default false. Where libzmq was built with WSS.</summary>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public bool WssTrustSystem
    {
        get => GetBool(LibzmqDraft.ZMQ_WSS_TRUST_SYSTEM);
        set => SetBool(LibzmqDraft.ZMQ_WSS_TRUST_SYSTEM, value);
    }
}
