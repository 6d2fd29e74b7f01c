using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>One kind of named socket: its label, its section of configuration, and the stage in which it ends.</summary>
/// <param name="label">The name of the kind in messages, such as <c>publisher</c>.</param>
/// <param name="section">The section below <c>ZmqNative</c>, such as <c>Publishers</c>.</param>
/// <param name="binds">Whether an endpoint without <c>@</c> or <c>&gt;</c> is bound.</param>
/// <param name="stage">The stage of the shutdown in which it ends.</param>
internal abstract class SocketKind(string label, string section, bool binds, ShutdownStage stage)
{
    public string Label => label;

    public string Section => section;

    public bool Binds => binds;

    public ShutdownStage Stage => stage;

    /// <summary>Whether it receives messages without a request.</summary>
    public bool Receives => stage is ShutdownStage.Receive or ShutdownStage.Act;

    /// <summary>The type of its sockets.</summary>
    public abstract Type ServiceType { get; }

    /// <summary>Whether it requires a handler.</summary>
    public bool NeedsHandler { get; init; }

    /// <summary>Whether code alone can register its sockets, as they have functions. Configuration then adds to what code registers.</summary>
    public bool IsMadeInCode { get; init; }

    /// <summary>Whether it has subscriptions.</summary>
    public bool Subscribes { get; init; }

    /// <summary>The keys of its options in configuration.</summary>
    public abstract IEnumerable<string> OptionNames { get; }

    /// <summary>Returns the registration of a socket that only configuration names.</summary>
    public abstract SocketRegistration Register(string name);
}

/// <summary>One kind of named socket, with its types.</summary>
/// <typeparam name="TPattern">The type of the pattern.</typeparam>
/// <typeparam name="TOptions">The type of its options.</typeparam>
internal sealed class SocketKind<TPattern, TOptions>(
    string label,
    string section,
    bool binds,
    ShutdownStage stage,
    IReadOnlyList<OptionKey<TOptions>> ownKeys,
    Func<string, TOptions, Subscriptions, TPattern> create) : SocketKind(label, section, binds, stage)
    where TPattern : Pattern
    where TOptions : PatternOptions, new()
{
    public IReadOnlyList<OptionKey<TOptions>> Keys { get; } = [.. CommonKeys.For<TOptions>(), .. ownKeys];

    /// <summary>Whether it has one peer, and therefore one endpoint.</summary>
    public bool HasOneEndpoint { get; init; }

    public override Type ServiceType => typeof(TPattern);

    public override IEnumerable<string> OptionNames => [.. Keys.Select(static key => key.Name), .. SecurityKeys.Names];

    public TPattern Create(string endpoints, TOptions options, Subscriptions subscriptions) =>
        create(endpoints, options, subscriptions);

    public override SocketRegistration Register(string name) =>
        new SocketRegistration<TPattern, TOptions>(this, name) { Source = null };
}
