namespace ZmqNative.Patterns;

/// <summary>The server of PLAIN handshakes: an authenticator checks user names and passwords, which are sent in the clear, as are all messages.</summary>
/// <param name="domain">The domain, whose policy in the authenticator applies. Default <see cref="SecurityOptions.DefaultDomain"/>.</param>
/// <exception cref="ArgumentException">The domain is null, empty or has a NUL.</exception>
public sealed class PlainServer(string domain = SecurityOptions.DefaultDomain) : SecurityOptions
{
    /// <summary>The domain.</summary>
    public string Domain { get; } = CheckDomain(domain);

    /// <inheritdoc/>
    public override SecurityMechanism Mechanism => SecurityMechanism.Plain;

    /// <inheritdoc/>
    public override bool IsServer => true;

    internal override string? ZapDomain => Domain;

    /// <summary>The mechanism and the domain.</summary>
    /// <returns>A text.</returns>
    public override string ToString() => $"PLAIN server, domain {Domain}";

    internal override void Apply(Socket socket)
    {
        Enforce(socket, Domain);
        socket.PlainServer = true;
    }
}
