using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>A named socket of the host, with its types.</summary>
/// <typeparam name="TPattern">The type of the pattern.</typeparam>
/// <typeparam name="TOptions">The type of its options.</typeparam>
internal sealed class HostedPattern<TPattern, TOptions>(
    SocketRegistration<TPattern, TOptions> registration,
    SocketKind<TPattern, TOptions> kind,
    string endpoints,
    TOptions options,
    Subscriptions subscriptions) : HostedSocket(registration, endpoints)
    where TPattern : Pattern
    where TOptions : PatternOptions, new()
{
    private TPattern? _pattern;

    public override IAsyncDisposable? Instance => _pattern;

    public override PatternStatistics Statistics => _pattern!.Statistics;

    public override int ConnectedPeers => _pattern!.ConnectedPeers;

    public override int QueueDepth => _pattern!.Socket.PendingSends + (_pattern is RequestClient client ? client.InFlight : 0);

    public override string? Describe(IDictionary<string, object> data)
    {
        if (_pattern is not MessageProxy proxy)
        {
            return null;
        }

        MessageProxyStatistics passed = proxy.Passed;
        data["backend_peers"] = proxy.Backend.ConnectedPeers;
        data["forward_messages"] = passed.ForwardMessages;
        data["forward_bytes"] = passed.ForwardBytes;
        data["backward_messages"] = passed.BackwardMessages;
        data["backward_bytes"] = passed.BackwardBytes;
        data["lost"] = passed.Lost;
        return proxy.IsPaused ? $"{kind.Label} {Name} is paused" : null;
    }

    public override void Create(HostedSocketServices services)
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
            _pattern = registration.Make is { } make
                ? make(Endpoints, (TOptions)common)
                : kind.Create(Endpoints, (TOptions)common, subscriptions);
        }
        catch (Exception exception) when (IsStartFailure(exception))
        {
            throw StartFailure(exception);
        }

        Activity = registration.Attach is null ? null : new HandlerActivity(services.Reactor.TimeProvider);
    }

    public override void Start(IServiceProvider services)
    {
        if (registration.Attach is { } attach)
        {
            attach(_pattern!, services, Activity!);
        }
    }
}
