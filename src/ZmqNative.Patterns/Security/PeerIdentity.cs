using System.Security.Claims;

namespace ZmqNative.Patterns;

/// <summary>The identity of a peer that an authenticator has accepted, as each message of the connection has it.</summary>
internal sealed class PeerIdentity
{
    private const string RoleName = "role";

    private ClaimsPrincipal? _principal;

    public required string UserId { get; init; }

    public required string Domain { get; init; }

    public required SecurityMechanism Mechanism { get; init; }

    public required string Address { get; init; }

    /// <summary>The public key or the user name; null for the mechanism NULL.</summary>
    public string? Credential { get; init; }

    /// <summary>The digest of the password in hexadecimal; null unless the mechanism is PLAIN.</summary>
    public string? Digest { get; init; }

    public IReadOnlyDictionary<string, string> Metadata { get; init; } =
        System.Collections.Immutable.ImmutableDictionary<string, string>.Empty;

    /// <summary>The answer to whether the peer is still accepted, and the version of the policies that it is for; null before the first one.</summary>
    public RevocationState? Revocation { get; set; }

    /// <summary>The user, made when it is first asked for; null if the peer was accepted without a user id.</summary>
    public ClaimsPrincipal? Principal => UserId.Length == 0 ? null : _principal ??= CreatePrincipal();

    /// <summary>Creates the identity of a peer that is accepted.</summary>
    public static PeerIdentity Of(AuthenticationRequest request, AuthenticationResult accepted) => new()
    {
        UserId = accepted.UserId,
        Domain = request.Domain,
        Mechanism = request.Mechanism,
        Address = request.Address,
        Credential = request.PublicKey ?? request.Username,
        Digest = request.GetPassword() is { } password
            ? Convert.ToHexString(PasswordDigest.Of(request.Username ?? string.Empty, password))
            : null,
        Metadata = accepted.Metadata,
    };

    private ClaimsPrincipal CreatePrincipal()
    {
        ClaimsIdentity identity = new(
            Mechanism == SecurityMechanism.None ? "NULL" : Mechanism.ToString().ToUpperInvariant(), ClaimTypes.Name, ClaimTypes.Role);
        identity.AddClaim(new Claim(ClaimTypes.Name, UserId));
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, UserId));
        foreach ((string name, string value) in Metadata)
        {
            if (!name.Equals(RoleName, StringComparison.OrdinalIgnoreCase))
            {
                identity.AddClaim(new Claim(name, value));
                continue;
            }

            foreach (string role in value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                identity.AddClaim(new Claim(ClaimTypes.Role, role));
            }
        }

        return new ClaimsPrincipal(identity);
    }

    /// <summary>Whether a peer is still accepted by a version of policies.</summary>
    internal sealed class RevocationState(AuthenticationPolicies policies, bool isAccepted)
    {
        public AuthenticationPolicies Policies => policies;

        public bool IsAccepted => isAccepted;
    }
}
