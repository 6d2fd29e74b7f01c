using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using ZmqNative.Actors;
using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>A named broker of the host.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The runtime disposes the sockets that it made, in the order of stages.")]
internal sealed class HostedBroker(BrokerRegistration registration, string endpoints, BrokerOptions options)
    : HostedSocket(registration, endpoints)
{
    // The shares of the whole time that actors get to finish, and then to stop. In the rest, unhandled messages are counted.
    private const double ShareOfDraining = 0.5;
    private const double ShareOfStopping = 0.25;

    private static readonly string DefaultName = new BrokerOptions().Name;

    private Broker? _broker;

    // The number of dead letters of actors that had stopped before the end began; set before the flag.
    private long _stoppedBefore;
    private volatile bool _isEnding;

    /// <summary>The actions of the parts for a broker whose endpoints are bound.</summary>
    public IReadOnlyList<Action<Broker>> PartActions { get; init; } = [];

    public override IAsyncDisposable? Instance => _broker;

    public override PatternStatistics Statistics
    {
        get
        {
            PatternStatistics remote = _broker!.RemoteStatistics;
            return remote with { Unhandled = remote.Unhandled + LeftInMailboxes };
        }
    }

    public override int ConnectedPeers => _broker!.ConnectedPeers;

    public override int QueueDepth => _broker!.Cells.Sum(static cell => cell.MailboxCount);

    // The number of accepted messages that were not handled: dead letters of stopped actors, and messages in the mailboxes of actors that did not stop.
    private long LeftInMailboxes => _isEnding
        ? _broker!.DeadLetters.CountOf(DeadLetterReason.Stopped) - _stoppedBefore + QueueDepth
        : 0;

    public override long DurableLag => _broker!.Placement?.Lag ?? 0;

    public override string? FatalProblem => _broker!.Placement?.Describe(new Dictionary<string, object>(StringComparer.Ordinal)) is { IsFatal: true } problem
        ? $"{Kind.Label} {Name} {problem.Text}"
        : null;

    public override void Create(HostedSocketServices services)
    {
        _broker = new Broker(options with
        {
            Name = options.Name == DefaultName ? Name : options.Name,
            Listening = options.Listening with { Context = services.Context, Reactor = services.Reactor },
            Connecting = options.Connecting with { Context = services.Context, Reactor = services.Reactor },
            DrainTimeout = Shorter(options.DrainTimeout, services.ShutdownTimeout * ShareOfDraining),
            StopTimeout = Shorter(options.StopTimeout, services.ShutdownTimeout * ShareOfStopping),
            LoggerFactory = options.LoggerFactory ?? services.LoggerFactory,
            TimeProvider = options.TimeProvider == TimeProvider.System ? services.Reactor.TimeProvider : options.TimeProvider,
        });
        try
        {
            // Actors first, so that a peer that connects finds all of them.
            IServiceScopeFactory scopes = services.Provider.GetRequiredService<IServiceScopeFactory>();
            foreach (ActorRegistration actor in registration.Actors)
            {
                actor.AddTo(_broker, scopes);
            }

            foreach (Action<HostedSocketServices, Broker> add in registration.Additions)
            {
                add(services, _broker);
            }

            if (Endpoints.Length > 0)
            {
                _broker.Attach(Endpoints);
            }

            foreach (Action<IServiceProvider, Broker> act in registration.BoundActions)
            {
                act(services.Provider, _broker);
            }

            foreach (Action<Broker> act in PartActions)
            {
                act(_broker);
            }
        }
        catch (Exception exception)
        {
            // The broker has sockets already: the host disposes it in its stage, and it is never resolved, whatever an action of the user has thrown.
            Failure = StartFailure(exception);
            if (IsStartFailure(exception))
            {
                throw Failure;
            }

            throw;
        }
    }

    public override Task EndIntakeAsync()
    {
        _stoppedBefore = _broker!.DeadLetters.CountOf(DeadLetterReason.Stopped);
        _isEnding = true;
        return _broker.EndIntakeAsync();
    }

    public override string? Describe(IDictionary<string, object> data)
    {
        data["actors"] = _broker!.ActorCount;
        data["actor_failures"] = _broker.Failures;
        data["actor_restarts"] = _broker.Restarts;
        data["dead_letters"] = _broker.DeadLetters.Count;
        string[] stopped = [.. registration.Actors
            .Where(actor => !actor.IsKeyed && !_broker.TryGetActor(actor.Address, out _))
            .Select(static actor => actor.Address)];
        PlacementProblem? problem = _broker.Placement?.Describe(data);
        return stopped.Length > 0 ? $"{Kind.Label} {Name} has actors that have stopped: {string.Join(", ", stopped)}"
            : problem is not null ? $"{Kind.Label} {Name} {problem.Text}"
            : null;
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
