using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>The context, the reactor and the named sockets of a host, from the first use to the ordered end.</summary>
/// <remarks>
/// <code>
///   planned --first use--> running --StopReceivingAsync--> sending --StopAsync--> ended
/// </code>
/// Each state may go to ended directly: when a start fails, or when the container is disposed and the host was never started.
/// </remarks>
internal sealed partial class ZmqNativeRuntime : IAsyncDisposable
{
    // Guards all fields below: services are resolved on any thread, while the host may be stopping.
    private readonly Lock _gate = new();
    private readonly SocketRegistry _registry;
    private readonly IServiceProvider _services;
    private readonly ILoggerFactory _loggerFactory;
    private readonly ILogger _logger;
    private readonly TimeProvider _timeProvider;
    private readonly List<HostedSocket> _made = [];
    private SocketPlan? _plan;
    private HostedSocketServices? _shared;
    private Authenticator? _authenticator;
    private PolicyReloader? _policies;
    private bool _ended;

    public ZmqNativeRuntime(SocketRegistry registry, IServiceProvider services)
    {
        _registry = registry;
        _services = services;
        _loggerFactory = (ILoggerFactory?)services.GetService(typeof(ILoggerFactory)) ?? NullLoggerFactory.Instance;
        _logger = GuardedLogger.Wrap(_loggerFactory.CreateLogger("ZmqNative.Hosting"));
        _timeProvider = (TimeProvider?)services.GetService(typeof(TimeProvider)) ?? TimeProvider.System;
    }

    /// <summary>The plan that is made of code and configuration at the first use.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A value of code or configuration is not valid.</exception>
    public SocketPlan Plan
    {
        get
        {
            lock (_gate)
            {
                return PlanInsideLock();
            }
        }
    }

    public Context Context => Shared.Context;

    /// <summary>The authenticator of the context.</summary>
    /// <exception cref="InvalidOperationException">The host has none.</exception>
    public Authenticator Authenticator
    {
        get
        {
            _ = Shared;
            return _authenticator ?? throw new InvalidOperationException(
                "The host has no authenticator: call AddAuthenticator on AddZmqNative(), or give configuration the section Security.");
        }
    }

    public Reactor Reactor => Shared.Reactor;

    /// <summary>The sockets that have been made.</summary>
    public IReadOnlyList<HostedSocket> Made
    {
        get
        {
            lock (_gate)
            {
                return [.. _made];
            }
        }
    }

    private HostedSocketServices Shared
    {
        get
        {
            lock (_gate)
            {
                return SharedInsideLock();
            }
        }
    }

    /// <summary>Returns the socket of a name; the first call makes it.</summary>
    /// <exception cref="InvalidOperationException">No socket of the kind has the name.</exception>
    /// <exception cref="SocketStartException">The socket cannot be made.</exception>
    /// <exception cref="ObjectDisposedException">The host is stopping.</exception>
    public object Get(SocketKind kind, string name)
    {
        lock (_gate)
        {
            SocketPlan plan = PlanInsideLock();
            HostedSocket? socket = plan.Sockets.FirstOrDefault(s => s.Kind == kind && s.Name == name);
            if (socket is null)
            {
                throw new InvalidOperationException($"No {kind.Label} is named \"{name}\". {Names(kind)}");
            }

            return MakeInsideLock(socket);
        }
    }

    /// <summary>Returns the only socket of a kind; null if there is none.</summary>
    /// <exception cref="InvalidOperationException">There are several.</exception>
    public object? GetOnly(SocketKind kind)
    {
        lock (_gate)
        {
            HostedSocket[] sockets = [.. PlanInsideLock().Sockets.Where(s => s.Kind == kind)];
            return sockets switch
            {
                [] => null,
                [HostedSocket one] => MakeInsideLock(one),
                _ => throw new InvalidOperationException(
                    $"There are {sockets.Length} {kind.Label}s: ask for one by name, with [FromKeyedServices(\"{sockets[0].Name}\")]. {Names(kind)}"),
            };
        }
    }

    /// <summary>Starts the handlers.</summary>
    public void StartHandlers()
    {
        foreach (HostedSocket socket in Made)
        {
            socket.Start(_services);
        }

        _logger.Started(Made.Count);
    }

    private string Names(SocketKind kind) =>
        _plan!.Sockets.Where(s => s.Kind == kind).Select(static s => s.Name).ToArray() is { Length: > 0 } names
            ? $"There are: {string.Join(", ", names)}."
            : $"There is no {kind.Label} at all: register one on AddZmqNative(), or configure it under ZmqNative:{kind.Section}.";

    private SocketPlan PlanInsideLock()
    {
        _plan ??= _registry.Plan(_services);
        _plan.Problems.ThrowIfAny();
        return _plan;
    }

    private HostedSocketServices SharedInsideLock()
    {
        if (_shared is not null)
        {
            return _shared;
        }

        ObjectDisposedException.ThrowIf(_ended, typeof(ZmqNativeRuntime));
        ZmqNativeOptions options = PlanInsideLock().Options;
        Context context = new() { IoThreads = options.IoThreads };
        try
        {
            context.MaxSockets = options.MaxSockets ?? SocketCapacity.For(context);
            options.ConfigureContext?.Invoke(context);

            // Before the servers, which are bound only with one.
            _authenticator = CreateAuthenticator(new AuthenticatorOptions { Context = context, LoggerFactory = _loggerFactory });
            if (_authenticator is not null && PlanInsideLock() is { Policies: { } policies, Changes: var changes })
            {
                _policies = new PolicyReloader(_registry.Sections, policies, changes, _authenticator, _logger);
            }

            Reactor reactor = new(timeProvider: _timeProvider, logger: _loggerFactory.CreateLogger<Reactor>());
            return _shared = new HostedSocketServices(context, reactor, _loggerFactory, _services, options.ShutdownTimeout);
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    // Code may have made one; policies in configuration need one.
    private Authenticator? CreateAuthenticator(AuthenticatorOptions options) =>
        _registry.Authenticator?.Invoke(_services, options)
        ?? (PlanInsideLock().Policies is null ? null : new Authenticator(options: options));

    private object MakeInsideLock(HostedSocket socket)
    {
        if (socket.Failure is { } failure)
        {
            throw failure;
        }

        if (socket.Instance is { } made)
        {
            return made;
        }

        ObjectDisposedException.ThrowIf(_receivingEnds is not null || _ended, typeof(ZmqNativeRuntime));
        try
        {
            socket.Create(SharedInsideLock());
            return socket.Instance!;
        }
        finally
        {
            if (socket.Instance is not null)
            {
                _made.Add(socket);
            }
        }
    }
}
