using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>Sets the policies of the authenticator again when the configuration has changed. Wrong ones are reported, and change nothing.</summary>
internal sealed class PolicyReloader : IDisposable
{
    private readonly IReadOnlyList<IConfigurationSection> _sections;
    private readonly Authenticator _authenticator;
    private readonly ILogger _logger;
    private readonly List<IDisposable> _subscriptions = [];

    // Guards the policies that are set, against changes of several sections at once.
    private readonly Lock _gate = new();
    private ConfiguredPolicies _current = ConfiguredPolicies.None;

    public PolicyReloader(
        IReadOnlyList<IConfigurationSection> sections, ConfiguredPolicies policies, IReadOnlyList<IChangeToken> changes,
        Authenticator authenticator, ILogger logger)
    {
        _sections = sections;
        _authenticator = authenticator;
        _logger = logger;
        Set(policies);
        foreach (IConfigurationSection section in sections)
        {
            _subscriptions.Add(ChangeToken.OnChange(section.GetReloadToken, Reload));
        }

        // After the subscriptions, so that no change falls between them and this look.
        if (changes.Any(static change => change.HasChanged))
        {
            Reload();
        }
    }

    public void Dispose() => _subscriptions.ForEach(static subscription => subscription.Dispose());

    private void Reload()
    {
        lock (_gate)
        {
            Problems problems = new();
            ConfiguredPolicies policies = PolicyKeys.Read(_sections, problems) ?? ConfiguredPolicies.None;
            if (problems.Found.Count > 0)
            {
                _logger.PoliciesNotChanged(string.Join(" ", problems.Found));
                return;
            }

            Set(policies);
            _logger.PoliciesChanged(policies.Domains.Count);
        }
    }

    // Domains that code has set stay.
    private void Set(ConfiguredPolicies policies)
    {
        bool endsFallback = _current.Fallback is not null && policies.Fallback is null;
        _authenticator.ChangePolicies(
            policies.Domains,
            [.. _current.Domains.Keys.Where(domain => !policies.Domains.ContainsKey(domain))],
            endsFallback ? AuthenticationPolicy.RefuseAll : policies.Fallback);
        _current = policies;
    }
}
