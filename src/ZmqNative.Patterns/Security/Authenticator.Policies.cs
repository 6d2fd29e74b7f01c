using System.Collections.Immutable;

namespace ZmqNative.Patterns;

/// <content>The policies.</content>
public sealed partial class Authenticator
{
    /// <summary>Sets the policy of a domain, also while peers connect.</summary>
    /// <param name="domain">The name of the domain, as the servers have it.</param>
    /// <param name="policy">The policy.</param>
    /// <exception cref="ArgumentException"><paramref name="domain"/> is empty, or an argument is null.</exception>
    public void SetPolicy(string domain, AuthenticationPolicy policy)
    {
        ArgumentException.ThrowIfNullOrEmpty(domain);
        ArgumentNullException.ThrowIfNull(policy);
        Change(policies => policies with { Domains = policies.Domains.SetItem(domain, policy) });
    }

    /// <summary>Removes the policy of a domain, which then has the fallback policy.</summary>
    /// <param name="domain">The name of the domain.</param>
    /// <returns>False if it had none.</returns>
    public bool RemovePolicy(string domain)
    {
        ArgumentNullException.ThrowIfNull(domain);
        bool had = false;
        Change(policies =>
        {
            had = policies.Domains.ContainsKey(domain);
            return policies with { Domains = policies.Domains.Remove(domain) };
        });
        return had;
    }

    /// <summary>Replaces all policies at once, as when a configuration was changed: no decision sees a part of them.</summary>
    /// <param name="domains">The policies of the domains.</param>
    /// <param name="fallback">The policy of all other domains; null for <see cref="AuthenticationPolicy.RefuseAll"/>.</param>
    /// <exception cref="ArgumentException">The name of a domain is empty, or a policy is null.</exception>
    public void ReplacePolicies(IEnumerable<KeyValuePair<string, AuthenticationPolicy>> domains, AuthenticationPolicy? fallback = null)
    {
        ArgumentNullException.ThrowIfNull(domains);
        ImmutableDictionary<string, AuthenticationPolicy> copy = domains.ToImmutableDictionary(StringComparer.Ordinal);
        if (copy.ContainsKey(string.Empty) || copy.Values.Any(static policy => policy is null))
        {
            throw new ArgumentException("A domain needs a name and a policy.", nameof(domains));
        }

        Change(policies => policies with { Domains = copy, Fallback = fallback ?? AuthenticationPolicy.RefuseAll });
    }

    /// <summary>
    /// Refuses a user from now on: new connections are refused, and patterns and brokers of the context end the present ones before this returns
    /// (<see cref="PatternStatistics.RevokedConnections"/>).
    /// </summary>
    /// <remarks>
    /// <para>
    /// A changed list of users or keys has the same effect for those that are not in it any more, or have another password. What a check
    /// that is a function would decide now is not known: its users are revoked by this method alone. An <see cref="AsyncSocket"/> without a pattern ends no
    /// connections.
    /// </para>
    /// <para>
    /// With another libzmq than that of ZmqNative the connections exist on: the messages of these users are dropped and counted
    /// (<see cref="PatternStatistics.DroppedRevoked"/>), and what this side sends still reaches the peer until its connection ends.
    /// </para>
    /// </remarks>
    /// <param name="userId">The id of the user.</param>
    /// <exception cref="ArgumentException">The id is null or empty.</exception>
    public void Revoke(string userId)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        Change(policies => policies with { Revoked = policies.Revoked.Add(userId) });
    }

    /// <summary>Ends the effect of <see cref="Revoke"/>.</summary>
    /// <param name="userId">The id of the user.</param>
    /// <returns>False if the user was not revoked.</returns>
    public bool Restore(string userId)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        bool was = false;
        Change(policies =>
        {
            was = policies.Revoked.Contains(userId);
            return policies with { Revoked = policies.Revoked.Remove(userId) };
        });
        return was;
    }

    /// <summary>Sets and removes policies of domains at once.</summary>
    /// <param name="set">The policies to set.</param>
    /// <param name="removed">The domains that have the fallback policy from now on.</param>
    /// <param name="fallback">The new fallback policy; null to keep the present one.</param>
    internal void ChangePolicies(
        IEnumerable<KeyValuePair<string, AuthenticationPolicy>> set, IEnumerable<string> removed, AuthenticationPolicy? fallback) =>
        Change(policies => policies with
        {
            Domains = policies.Domains.RemoveRange(removed).SetItems(set),
            Fallback = fallback ?? policies.Fallback,
        });

    // A peer whose handshake was accepted by the policies before, and has not ended, is found by the pattern when it ends.
    private void Change(Func<AuthenticationPolicies, AuthenticationPolicies> change)
    {
        lock (_gate)
        {
            Volatile.Write(ref _policies, change(_policies));
        }

        SecuredPatterns.EndRevokedConnections(Context);
    }
}
