using Microsoft.Extensions.Configuration;
using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>A named socket as code, configuration or both asked for it.</summary>
internal abstract class SocketRegistration(string name)
{
    public string Name => name;

    public abstract SocketKind Kind { get; }

    /// <summary>The call that registered it, such as <c>AddPublisher("updates")</c>; null when only configuration names it.</summary>
    public required string? Source { get; init; }

    /// <summary>The endpoints that code gave.</summary>
    public string? Endpoints { get; init; }

    /// <summary>The subscriptions that code gave.</summary>
    public Subscriptions Subscriptions { get; init; } = Subscriptions.None;

    /// <summary>Puts code and configuration together.</summary>
    public abstract HostedSocket Plan(IConfigurationSection? section, Problems problems);

    /// <summary>Finds what the services lack that it needs.</summary>
    public virtual void Check(IServiceProvider services, Problems problems)
    {
    }

    /// <summary>Lets code change options; what it does not allow is a problem.</summary>
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

/// <summary>A named socket as code, configuration or both asked for it, with its types.</summary>
/// <typeparam name="TPattern">What it is.</typeparam>
/// <typeparam name="TOptions">How it is set up.</typeparam>
internal sealed class SocketRegistration<TPattern, TOptions>(SocketKind<TPattern, TOptions> kind, string name) : SocketRegistration(name)
    where TPattern : Pattern
    where TOptions : PatternOptions, new()
{
    public override SocketKind Kind => kind;

    /// <summary>Changes the options' defaults; configuration goes over them.</summary>
    public Func<TOptions, TOptions>? Configure { get; init; }

    /// <summary>Starts the handlers.</summary>
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
            options = CurveKeys.Read(reader, reader.Read(options, kind.Keys));
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
