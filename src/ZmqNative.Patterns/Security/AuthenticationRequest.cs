namespace ZmqNative.Patterns;

/// <summary>A peer that asks to be accepted, during its handshake: what a check of an <see cref="Authenticator"/> decides about.</summary>
/// <remarks>Immutable. The password is a method rather than a property, so that a log of all properties does not have it.</remarks>
public sealed class AuthenticationRequest
{
    private readonly string? _password;

    /// <summary>Creates a request, also for tests of checks.</summary>
    /// <param name="mechanism">The mechanism.</param>
    /// <param name="domain">The ZAP domain of the server.</param>
    /// <param name="address">The address of the peer; empty if it is not known.</param>
    /// <param name="username">The user name, for PLAIN.</param>
    /// <param name="password">The password, for PLAIN.</param>
    /// <param name="publicKey">The public key of the peer in Z85, for CURVE.</param>
    public AuthenticationRequest(
        SecurityMechanism mechanism, string domain, string address, string? username = null, string? password = null, string? publicKey = null)
    {
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(address);
        Mechanism = mechanism;
        Domain = domain;
        Address = address;
        Username = username;
        PublicKey = publicKey;
        _password = password;
    }

    /// <summary>The security mechanism of the handshake.</summary>
    public SecurityMechanism Mechanism { get; }

    /// <summary>The ZAP domain of the server that the peer has connected to.</summary>
    public string Domain { get; }

    /// <summary>
    /// The address of the peer without its port, such as <c>10.0.0.7</c>; over <c>ipc://</c> empty, or a text with the numbers of user, group and process.
    /// </summary>
    public string Address { get; }

    /// <summary>The user name that the peer has sent; null unless the mechanism is PLAIN. The peer may have sent any text.</summary>
    public string? Username { get; }

    /// <summary>The public key of the peer, in Z85; null unless the mechanism is CURVE. The peer has proven that it has the secret key.</summary>
    public string? PublicKey { get; }

    /// <summary>Returns the password that the peer has sent.</summary>
    /// <returns>The password; null unless the mechanism is PLAIN.</returns>
    public string? GetPassword() => _password;

    /// <summary>The mechanism, the domain, the address and the key or the user name, without the password.</summary>
    /// <returns>A text such as <c>PLAIN user alice from 10.0.0.7 in domain global</c>.</returns>
    public override string ToString() => $"{MechanismName}{Credential} from {Shown(Address)} in domain {Shown(Domain)}";

    /// <summary>The name of the mechanism in ZAP.</summary>
    internal string MechanismName => Mechanism == SecurityMechanism.None ? "NULL" : Mechanism.ToString().ToUpperInvariant();

    private string Credential => PublicKey is { } key ? $" key {key}" : Username is { } name ? $" user {Shown(name)}" : string.Empty;

    // Texts of peers go to logs: without line breaks, and not longer than a line.
    private static string Shown(string text)
    {
        const int Longest = 64;
        ReadOnlySpan<char> part = text.AsSpan(0, Math.Min(text.Length, Longest));
        Span<char> shown = stackalloc char[part.Length];
        for (int i = 0; i < part.Length; i++)
        {
            shown[i] = char.IsControl(part[i]) || char.IsSurrogate(part[i]) || part[i] is '\u2028' or '\u2029' ? '?' : part[i];
        }

        return text.Length == 0 ? "(none)" : text.Length > Longest ? $"{shown}..." : shown.ToString();
    }
}
