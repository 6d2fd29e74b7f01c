using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;
using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>The registrations, sections and options that were added before the host was built.</summary>
internal sealed class SocketRegistry
{
    public List<SocketRegistration> Registrations { get; } = [];

    public List<IConfigurationSection> Sections { get; } = [];

    public List<Func<ZmqNativeOptions, ZmqNativeOptions>> Configure { get; } = [];

    /// <summary>The function that creates the authenticator of the host; null if it has none.</summary>
    public Func<IServiceProvider, AuthenticatorOptions, Authenticator>? Authenticator { get; set; }

    /// <summary>Returns the socket that code has registered under a name; null if there is none.</summary>
    public SocketRegistration? Find(SocketKind kind, string name) => Find(kind.Section, name);

    private SocketRegistration? Find(string section, string name) => Registrations.Find(
        registration => registration.Kind.Section == section && string.Equals(registration.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public void Add(SocketRegistration registration)
    {
        if (string.IsNullOrWhiteSpace(registration.Name))
        {
            throw new ArgumentException($"{registration.Source}: the name of a {registration.Kind.Label} must not be empty.", nameof(registration));
        }

        if (Find(registration.Kind, registration.Name) is { } other)
        {
            throw new ArgumentException(
                $"{registration.Source}: a {registration.Kind.Label} named \"{other.Name}\" is registered already. Names are"
                + " compared without regard to case; give this one another name.",
                nameof(registration));
        }

        Registrations.Add(registration);
    }

    /// <summary>Combines the current state of code and configuration.</summary>
    public SocketPlan Plan(IServiceProvider services)
    {
        IChangeToken[] changes = [.. Sections.Select(static section => section.GetReloadToken())];
        Problems problems = new();
        ZmqNativeOptions options = new();
        foreach (Func<ZmqNativeOptions, ZmqNativeOptions> configure in Configure)
        {
            options = configure(options);
        }

        foreach (IConfigurationSection section in Sections)
        {
            options = RootKeys.Read(section, options, problems);
        }

        RootKeys.Check(options, problems);
        List<HostedSocket> sockets = [];
        CheckProtocolClients(problems);
        IEnumerable<SocketKind> inCode = Registrations.Select(static registration => registration.Kind).Where(static kind => kind.IsMadeInCode);
        foreach (SocketKind kind in inCode.Distinct().Concat(SocketKinds.All))
        {
            Dictionary<string, IConfigurationSection> configured = Configured(kind, problems);
            foreach (SocketRegistration registration in Registrations.Where(r => r.Kind == kind && r.Source is not null))
            {
                _ = configured.Remove(registration.Name, out IConfigurationSection? section);
                sockets.Add(registration.Plan(section, problems));
                registration.Check(services, problems);
            }

            if (kind.IsMadeInCode)
            {
                continue;
            }

            sockets.AddRange(configured.Select(pair => kind.Register(pair.Key).Plan(pair.Value, problems)));
        }

        return new SocketPlan(options, sockets, PolicyKeys.Read(Sections, problems), changes, problems);
    }

    // Those of all types of ids share a section.
    private void CheckProtocolClients(Problems problems)
    {
        foreach (IConfigurationSection section in Sections.SelectMany(static s => s.GetSection(SocketKinds.ProtocolClients).GetChildren()))
        {
            if (Find(SocketKinds.ProtocolClients, section.Key) is null)
            {
                problems.Add($"{section.Path} has no functions for its protocol: register it with AddProtocolClient(\"{section.Key}\", ...).");
            }
        }
    }

    private Dictionary<string, IConfigurationSection> Configured(SocketKind kind, Problems problems)
    {
        Dictionary<string, IConfigurationSection> found = new(StringComparer.OrdinalIgnoreCase);
        foreach (IConfigurationSection section in Sections.SelectMany(s => s.GetSection(kind.Section).GetChildren()))
        {
            if (!found.TryAdd(section.Key, section))
            {
                problems.Add($"{section.Path}: a {kind.Label} of that name is configured at {found[section.Key].Path}, too.");
            }
        }

        return found;
    }
}
