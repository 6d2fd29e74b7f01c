namespace ZmqNative.Patterns;

/// <summary>The client of a CURVE server: connections are encrypted, and only a server that has the secret key of the given public one is talked to.</summary>
public sealed class CurveClient : SecurityOptions
{
    private readonly CurveKeyPair _keys;

    /// <summary>Creates the security of a client.</summary>
    /// <param name="serverKey">The public key of the server in Z85, 40 characters.</param>
    /// <param name="keys">The keys of this client, by which the server authenticates it. Default null: new ones, for a server that accepts any client.</param>
    /// <exception cref="ArgumentException"><paramref name="serverKey"/> is null or not valid.</exception>
    /// <exception cref="ZmqException">New keys cannot be made: libzmq has no CURVE.</exception>
    public CurveClient(string serverKey, CurveKeyPair? keys = null)
    {
        ServerKey = CurveKeys.Check(serverKey, nameof(serverKey));
        _keys = keys ?? CurveKeyPair.Generate();
    }

    /// <summary>The public key of the server, in Z85.</summary>
    public string ServerKey { get; }

    /// <summary>The public key of this client, in Z85.</summary>
    public string PublicKey => _keys.PublicKey;

    /// <inheritdoc/>
    public override SecurityMechanism Mechanism => SecurityMechanism.Curve;

    /// <inheritdoc/>
    public override bool IsServer => false;

    /// <summary>The mechanism and both public keys.</summary>
    /// <returns>A text without the secret key.</returns>
    public override string ToString() => $"CURVE client {PublicKey} of server {ServerKey}";

    internal override void Apply(Socket socket)
    {
        socket.CurveServer = false;
        _keys.ApplyAsClient(socket, ServerKey);
    }
}
