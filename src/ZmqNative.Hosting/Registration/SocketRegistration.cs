using Microsoft.Extensions.Configuration;
using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>The registration of a named socket, by code, configuration or both.</summary>
internal abstract class SocketRegistration(string name)
{
    public string Name => name;

    public abstract SocketKind Kind { get; }

    /// <summary>The call that registered it, such as <c>AddPublisher("updates")</c>; null when only configuration names it.</summary>
    public required string? Source { get; init; }

    /// <summary>The endpoints that code sets.</summary>
    public string? Endpoints { get; init; }

    /// <summary>The subscriptions that code sets.</summary>
    public Subscriptions Subscriptions { get; init; } = Subscriptions.None;

    /// <summary>Combines code and configuration.</summary>
    public abstract HostedSocket Plan(IConfigurationSection? section, Problems problems);

    /// <summary>Finds required services that are not registered.</summary>
    public virtual void Check(IServiceProvider services, Problems problems)
    {
    }

    /// <summary>Applies the changes of code to options. An <see cref="ArgumentException"/> becomes a problem.</summary>
    protected T ConfigureInCode<T>(T options, Func<T, T>? configure, Problems problems)
    {
        try
        {
            return configure is null ? options : configure(options);
        }
        catch (ArgumentException exception)
        {
            problems.Add($"{Source}: {exception.Message}");
            return options;
        }
    }
}

/// <summary>The registration of a named socket, with its types.</summary>
/// <typeparam name="TPattern">The type of the pattern.</typeparam>
/// <typeparam name="TOptions">The type of its options.</typeparam>
internal sealed class SocketRegistration<TPattern, TOptions>(SocketKind<TPattern, TOptions> kind, string name) : SocketRegistration(name)
    where TPattern : Pattern
    where TOptions : PatternOptions, new()
{
    public override SocketKind Kind => kind;

    /// <summary>The function that changes the default options. Configuration overrides them.</summary>
    public Func<TOptions, TOptions>? Configure { get; init; }

    /// <summary>The function that makes the socket; null for that of the kind.</summary>
    public Func<string, TOptions, TPattern>? Make { get; init; }

    /// <summary>The action that starts the handlers; null without handlers.</summary>
    public Action<TPattern, IServiceProvider, HandlerActivity>? Attach { get; init; }

    public override HostedSocket Plan(IConfigurationSection? section, Problems problems)
    {
        string where = section?.Path ?? Source!;
        TOptions options = ConfigureInCode(new TOptions(), Configure, problems);
        string? endpoints = Endpoints;
        Subscriptions subscriptions = Subscriptions;
        TimeSpan? staleAfter = null;
        if (section is not null)
        {
            SectionReader reader = new(section, problems);
            reader.CheckNames([.. kind.OptionNames, .. SectionReader.NamesFor(kind)]);
            options = SecurityKeys.Read(reader, reader.Read(options, kind.Keys));
            endpoints = reader.List("Endpoints") is { Count: > 0 } listed ? string.Join(',', listed) : endpoints;
            staleAfter = reader.Duration("StaleAfter");
            subscriptions = kind.Subscribes ? reader.Subscriptions() ?? subscriptions : subscriptions;
        }

        string endpointsKey = section is null ? $"{Source} endpoints" : $"{section.Path}:Endpoints";
        EndpointRules.Check(endpointsKey, endpoints, kind.Binds, problems);
        if (kind.HasOneEndpoint && endpoints is not null && (endpoints.Contains(',', StringComparison.Ordinal) || endpoints.TrimStart().StartsWith('@')))
        {
            problems.Add(endpointsKey, endpoints, "one endpoint, which it connects to");
        }

        if (kind.NeedsHandler && Attach is null)
        {
            problems.Add($"{where} has no handler: register one with Add{kind.ServiceType.Name}<THandler>(name: \"{Name}\").");
        }

        if (Attach is not null && kind.Subscribes && subscriptions.IsEmpty)
        {
            problems.Add($"{where} subscribes to nothing: give it Topics, MessageIds or Prefixes (an empty prefix takes all).");
        }

        return new HostedPattern<TPattern, TOptions>(this, kind, endpoints ?? string.Empty, options, subscriptions)
        {
            Where = where,
            StaleAfter = staleAfter,
        };
    }
}
