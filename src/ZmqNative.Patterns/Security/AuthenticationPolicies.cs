using System.Collections.Immutable;

namespace ZmqNative.Patterns;

/// <summary>The policies of an authenticator, which are replaced as a whole: a decision uses one version of them.</summary>
internal sealed record AuthenticationPolicies(AuthenticationPolicy Fallback, ImmutableDictionary<string, AuthenticationPolicy> Domains)
{
    /// <summary>Compares versions, which are objects of their own.</summary>
    public bool Equals(AuthenticationPolicies? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    /// <summary>The users whose messages are not accepted any more, whatever the policies say.</summary>
    public ImmutableHashSet<string> Revoked { get; init; } = [];

    public AuthenticationPolicy For(string domain) => Domains.GetValueOrDefault(domain, Fallback);

    /// <summary>Returns whether a peer that was accepted would still be.</summary>
    public bool StillAccept(PeerIdentity peer)
    {
        if (peer.UserId.Length > 0 && Revoked.Contains(peer.UserId))
        {
            return false;
        }

        AuthenticationPolicy policy = For(peer.Domain);
        return policy.Addresses.IsAllowed(peer.Address) && policy.For(peer.Mechanism) is { } check && check.StillAccepts(peer);
    }
}
