using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>A named socket of the host: planned, then made, then handling.</summary>
internal abstract class HostedSocket(SocketRegistration registration, string endpoints)
{
    public string Name => registration.Name;

    public SocketKind Kind => registration.Kind;

    public string Endpoints => endpoints;

    /// <summary>Where it was asked for: a configuration key, or a call.</summary>
    public required string Where { get; init; }

    /// <summary>After how long without a message it is unhealthy.</summary>
    public TimeSpan? StaleAfter { get; init; }

    /// <summary>What its handlers do; null without handlers.</summary>
    public HandlerActivity? Activity { get; protected set; }

    /// <summary>The socket, once it is made.</summary>
    public abstract Pattern? Pattern { get; }

    public abstract Pattern Create(HostedSocketServices services);

    /// <summary>Starts the handlers, if it has any.</summary>
    public abstract void Start(IServiceProvider services);
}

/// <summary>A named socket of the host, with its types.</summary>
/// <typeparam name="TPattern">What it is.</typeparam>
/// <typeparam name="TOptions">How it is set up.</typeparam>
internal sealed class HostedSocket<TPattern, TOptions>(
    SocketRegistration<TPattern, TOptions> registration,
    SocketKind<TPattern, TOptions> kind,
    string endpoints,
    TOptions options,
    Subscriptions subscriptions) : HostedSocket(registration, endpoints)
    where TPattern : Pattern
    where TOptions : PatternOptions, new()
{
    private TPattern? _pattern;

    public override Pattern? Pattern => _pattern;

    public override Pattern Create(HostedSocketServices services)
    {
        PatternOptions common = options;
        common = common with
        {
            Name = common.Name ?? Name,
            Context = services.Context,
            Reactor = services.Reactor,
            LoggerFactory = common.LoggerFactory ?? services.LoggerFactory,
        };
        try
        {
            _pattern = kind.Create(Endpoints, (TOptions)common, subscriptions);
        }
        catch (Exception exception) when (exception is ZmqException or ArgumentException or NotSupportedException)
        {
            throw new SocketStartException(Kind.Label, Name, Where, Endpoints, exception);
        }

        Activity = registration.Attach is null ? null : new HandlerActivity(services.Reactor.TimeProvider);
        return _pattern;
    }

    public override void Start(IServiceProvider services)
    {
        if (registration.Attach is { } attach)
        {
            attach(_pattern!, services, Activity!);
        }
    }
}
