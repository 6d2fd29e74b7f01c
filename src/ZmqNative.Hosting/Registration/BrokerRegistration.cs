using Microsoft.Extensions.Configuration;
using ZmqNative.Actors;

namespace ZmqNative.Hosting;

/// <summary>The registration of a named broker, by code, configuration or both.</summary>
internal sealed class BrokerRegistration(string name) : SocketRegistration(name)
{
    public override SocketKind Kind => SocketKinds.Broker;

    /// <summary>The function that changes the default options. Configuration overrides them.</summary>
    public Func<BrokerOptions, BrokerOptions>? Configure { get; init; }

    public IReadOnlyList<ActorRegistration> Actors { get; init; } = [];

    /// <summary>The further actions for a new broker, in the order of the calls.</summary>
    public IReadOnlyList<Action<HostedSocketServices, Broker>> Additions { get; init; } = [];

    /// <summary>The actions for a broker whose endpoints are bound, in the order of the calls.</summary>
    public IReadOnlyList<Action<IServiceProvider, Broker>> BoundActions { get; init; } = [];

    /// <summary>The parts with sections of their own.</summary>
    public IReadOnlyList<BrokerPart> Parts { get; init; } = [];

    public override HostedSocket Plan(IConfigurationSection? section, Problems problems)
    {
        BrokerOptions options = ConfigureInCode(new BrokerOptions(), Configure, problems);
        string? endpoints = Endpoints;
        TimeSpan? staleAfter = null;
        SectionReader? reader = section is null ? null : new SectionReader(section, problems);
        if (reader is not null)
        {
            reader.CheckNames([.. BrokerKeys.Names, .. Parts.Select(static part => part.Section), .. SectionReader.NamesFor(Kind)]);
            options = BrokerKeys.Read(reader, options);
            endpoints = reader.List("Endpoints") is { Count: > 0 } listed ? string.Join(',', listed) : endpoints;
            staleAfter = reader.Duration("StaleAfter");
        }

        // A broker without endpoints is for this process only.
        if (endpoints is not null)
        {
            string key = section is null ? $"{Source} endpoints" : $"{section.Path}:Endpoints";
            EndpointRules.Check(key, endpoints, bindsByDefault: true, problems);
        }

        return new HostedBroker(this, endpoints ?? string.Empty, options)
        {
            Where = section?.Path ?? Source!,
            StaleAfter = staleAfter,
            PartActions = [.. Parts.Select(part => part.Plan(reader?.Below(part.Section, part.Names), problems))],
        };
    }

    public override void Check(IServiceProvider services, Problems problems)
    {
        foreach (ActorRegistration actor in Actors)
        {
            if (actor.FindFault(services) is { } fault)
            {
                problems.Add($"{Source}: {fault}");
            }
        }
    }
}
