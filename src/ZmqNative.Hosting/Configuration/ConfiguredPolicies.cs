using System.Collections.Immutable;
using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>The policies that configuration has.</summary>
/// <param name="Domains">The policies of the domains.</param>
/// <param name="Fallback">The policy of all other domains; null if configuration has none.</param>
internal sealed record ConfiguredPolicies(IReadOnlyDictionary<string, AuthenticationPolicy> Domains, AuthenticationPolicy? Fallback)
{
    public static readonly ConfiguredPolicies None = new(ImmutableDictionary<string, AuthenticationPolicy>.Empty, null);
}
