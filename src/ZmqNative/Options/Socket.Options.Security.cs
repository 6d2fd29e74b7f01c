using System.Diagnostics.CodeAnalysis;
using ZmqNative.Interop;

namespace ZmqNative;

/// <content>Security. Keys are raw or Z85; reading one gives Z85.</content>
public sealed unsafe partial class Socket
{
    /// <summary>The security mechanism that the options below lead to.</summary>
    public SecurityMechanism Mechanism => (SecurityMechanism)GetInt32(SocketOptions.Mechanism);

    /// <summary>Whether this side checks PLAIN user names and passwords. Default false.</summary>
    public bool PlainServer
    {
        get => GetFlag(SocketOptions.PlainServer);
        set => SetFlag(SocketOptions.PlainServer, value);
    }

    /// <summary>The user name sent to a PLAIN server. Default empty; null turns PLAIN off.</summary>
    /// <exception cref="ArgumentException">The text has a NUL or is no valid UTF-16.</exception>
    public string? PlainUsername
    {
        get => GetText(SocketOptions.PlainUsername);
        set => SetText(SocketOptions.PlainUsername, value);
    }

    /// <summary>The password sent to a PLAIN server. Default empty; null turns PLAIN off.</summary>
    /// <exception cref="ArgumentException">The text has a NUL or is no valid UTF-16.</exception>
    public string? PlainPassword
    {
        get => GetText(SocketOptions.PlainPassword);
        set => SetText(SocketOptions.PlainPassword, value);
    }

    /// <summary>Whether this side is the server of a CURVE handshake. Default false.</summary>
    public bool CurveServer
    {
        get => GetFlag(SocketOptions.CurveServer);
        set => SetFlag(SocketOptions.CurveServer, value);
    }

    /// <summary>This side's public key.</summary>
    /// <exception cref="ArgumentException">The key has neither 32 nor 40 bytes, or is no Z85.</exception>
    public ReadOnlySpan<byte> CurvePublicKey
    {
        get => GetKey(SocketOptions.CurvePublicKey);
        set => SetKey(SocketOptions.CurvePublicKey, value);
    }

    /// <summary>This side's secret key.</summary>
    /// <exception cref="ArgumentException">The key has neither 32 nor 40 bytes, or is no Z85.</exception>
    public ReadOnlySpan<byte> CurveSecretKey
    {
        get => GetKey(SocketOptions.CurveSecretKey);
        set => SetKey(SocketOptions.CurveSecretKey, value);
    }

    /// <summary>The server's public key, set by clients.</summary>
    /// <exception cref="ArgumentException">The key has neither 32 nor 40 bytes, or is no Z85.</exception>
    public ReadOnlySpan<byte> CurveServerKey
    {
        get => GetKey(SocketOptions.CurveServerKey);
        set => SetKey(SocketOptions.CurveServerKey, value);
    }

    /// <summary>The domain that is passed to the ZAP handler. Default empty: NULL connections do not ask it.</summary>
    /// <exception cref="ArgumentException">The text has a NUL or is no valid UTF-16.</exception>
    public string? ZapDomain
    {
        get => GetText(SocketOptions.ZapDomain);
        set => SetText(SocketOptions.ZapDomain, value);
    }

    /// <summary>
    /// Whether a handler must be there when <see cref="ZapDomain"/> is not empty. Default false: without a handler
    /// every peer is accepted, so set both on secured servers.
    /// </summary>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public bool ZapEnforceDomain
    {
        get => GetFlag(SocketOptions.ZapEnforceDomain);
        set => SetFlag(SocketOptions.ZapEnforceDomain, value);
    }

    /// <summary>
    /// Whether this side is the server of a GSSAPI handshake. Default false. Where libzmq was built with GSSAPI.
    /// </summary>
    public bool GssapiServer
    {
        get => GetFlag(SocketOptions.GssapiServer);
        set => SetFlag(SocketOptions.GssapiServer, value);
    }

    /// <summary>
    /// Whether GSSAPI connections stay unencrypted. Default false. Where libzmq was built with GSSAPI.
    /// </summary>
    public bool GssapiPlaintext
    {
        get => GetFlag(SocketOptions.GssapiPlaintext);
        set => SetFlag(SocketOptions.GssapiPlaintext, value);
    }

    /// <summary>This side's principal. Where libzmq was built with GSSAPI.</summary>
    /// <exception cref="ArgumentException">The text has a NUL or is no valid UTF-16.</exception>
    public string? GssapiPrincipal
    {
        get => GetText(SocketOptions.GssapiPrincipal);
        set => SetText(SocketOptions.GssapiPrincipal, value);
    }

    /// <summary>
    /// The type of that name: <see cref="Libzmq.ZMQ_GSSAPI_NT_HOSTBASED"/> (default) and its neighbours.
    /// </summary>
    /// <exception cref="ZmqException">The value is out of range (<c>EINVAL</c>).</exception>
    public int GssapiPrincipalNameType
    {
        get => GetInt32(SocketOptions.GssapiPrincipalNameType);
        set => SetInt32(SocketOptions.GssapiPrincipalNameType, value);
    }

    /// <summary>The server's principal. Where libzmq was built with GSSAPI.</summary>
    /// <exception cref="ArgumentException">The text has a NUL or is no valid UTF-16.</exception>
    public string? GssapiServicePrincipal
    {
        get => GetText(SocketOptions.GssapiServicePrincipal);
        set => SetText(SocketOptions.GssapiServicePrincipal, value);
    }

    /// <summary>
    /// The type of that name: <see cref="Libzmq.ZMQ_GSSAPI_NT_HOSTBASED"/> (default) and its neighbours.
    /// </summary>
    /// <exception cref="ZmqException">The value is out of range (<c>EINVAL</c>).</exception>
    public int GssapiServicePrincipalNameType
    {
        get => GetInt32(SocketOptions.GssapiServicePrincipalNameType);
        set => SetInt32(SocketOptions.GssapiServicePrincipalNameType, value);
    }

    /// <summary>The server's key for secure WebSockets, PEM. Where libzmq was built with WSS.</summary>
    /// <exception cref="ArgumentException">The text has a NUL or is no valid UTF-16.</exception>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public string? WssKeyPem
    {
        get => GetText(SocketOptions.WssKeyPem);
        set => SetText(SocketOptions.WssKeyPem, value);
    }

    /// <summary>The server's certificate for secure WebSockets, PEM. Where libzmq was built with WSS.</summary>
    /// <exception cref="ArgumentException">The text has a NUL or is no valid UTF-16.</exception>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public string? WssCertificatePem
    {
        get => GetText(SocketOptions.WssCertificatePem);
        set => SetText(SocketOptions.WssCertificatePem, value);
    }

    /// <summary>The authority that clients trust for secure WebSockets, PEM. Where libzmq was built with WSS.</summary>
    /// <exception cref="ArgumentException">The text has a NUL or is no valid UTF-16.</exception>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public string? WssTrustPem
    {
        get => GetText(SocketOptions.WssTrustPem);
        set => SetText(SocketOptions.WssTrustPem, value);
    }

    /// <summary>The name that the server's certificate must have. Where libzmq was built with WSS.</summary>
    /// <exception cref="ArgumentException">The text has a NUL or is no valid UTF-16.</exception>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public string? WssHostname
    {
        get => GetText(SocketOptions.WssHostname);
        set => SetText(SocketOptions.WssHostname, value);
    }

    /// <summary>Whether the system's authorities are trusted. Default false. Where libzmq was built with WSS.</summary>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public bool WssTrustSystem
    {
        get => GetFlag(SocketOptions.WssTrustSystem);
        set => SetFlag(SocketOptions.WssTrustSystem, value);
    }
}
