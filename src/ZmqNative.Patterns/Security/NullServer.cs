namespace ZmqNative.Patterns;

/// <summary>
/// A server without encryption and credentials, whose peers are accepted by their addresses (<see cref="AuthenticationPolicy.Addresses"/>,
/// <see cref="AuthenticationPolicy.Null"/>). Peers need no security options.
/// </summary>
/// <param name="domain">The domain, whose policy in the authenticator applies. Default <see cref="SecurityOptions.DefaultDomain"/>.</param>
/// <exception cref="ArgumentException">The domain is null, empty or has a NUL.</exception>
public sealed class NullServer(string domain = SecurityOptions.DefaultDomain) : SecurityOptions
{
    /// <summary>The domain.</summary>
    public string Domain { get; } = CheckDomain(domain);

    /// <inheritdoc/>
    public override SecurityMechanism Mechanism => SecurityMechanism.None;

    /// <inheritdoc/>
    public override bool IsServer => true;

    internal override string? ZapDomain => Domain;

    /// <summary>The mechanism and the domain.</summary>
    /// <returns>A text.</returns>
    public override string ToString() => $"NULL server, domain {Domain}";

    internal override void Apply(Socket socket) => Enforce(socket, Domain);
}
