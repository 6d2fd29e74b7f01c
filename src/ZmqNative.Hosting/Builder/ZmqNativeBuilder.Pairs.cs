using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <content>The registration of pairs.</content>
public sealed partial class ZmqNativeBuilder
{
    /// <summary>Adds the end of a pair that connects.</summary>
    /// <param name="name">The name, by which <c>[FromKeyedServices(name)] PairClient</c> gets the socket.</param>
    /// <param name="endpoints">The endpoints, such as <c>tcp://localhost:5561</c>, connected by default. Default null: configuration has it.</param>
    /// <param name="configure">The function that changes the options. Configuration overrides them.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public ZmqNativeBuilder AddPairClient(
        string name, string? endpoints = null, Func<PairOptions, PairOptions>? configure = null) =>
        Add(SocketKinds.PairClient, nameof(AddPairClient), name, endpoints, configure);

    /// <summary>Adds the end of a pair that binds, without a handler. The code that it is injected into uses it.</summary>
    /// <param name="name">The name, by which <c>[FromKeyedServices(name)] PairServer</c> gets the socket.</param>
    /// <param name="endpoints">The endpoints, such as <c>tcp://*:5561</c>, bound by default. Default null: configuration has it.</param>
    /// <param name="configure">The function that changes the options. Configuration overrides them.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public ZmqNativeBuilder AddPairServer(
        string name, string? endpoints = null, Func<PairOptions, PairOptions>? configure = null) =>
        Add(SocketKinds.PairServer, nameof(AddPairServer), name, endpoints, configure);

    /// <summary>Adds the end of a pair that binds, with a service that answers the messages.</summary>
    /// <typeparam name="THandler">The handler; a scoped service unless it is registered otherwise before.</typeparam>
    /// <param name="endpoints">The endpoints, such as <c>tcp://*:5561</c>, bound by default. Default null: configuration has it.</param>
    /// <param name="name">The name. Default: the name of the handler's type.</param>
    /// <param name="configure">The function that changes the options. Configuration overrides them.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public ZmqNativeBuilder AddPairServer<[DynamicallyAccessedMembers(Constructors)] THandler>(
        string? endpoints = null, string? name = null, Func<PairOptions, PairOptions>? configure = null)
        where THandler : class, IPairHandler
    {
        AddHandler<THandler>();
        return Add(
            SocketKinds.PairServer, nameof(AddPairServer), name ?? typeof(THandler).Name, endpoints, configure,
            attach: static (server, services, activity) => server.Handle(new ScopedHandler<ReceivedMessage, Payload>(
                services.GetRequiredService<IServiceScopeFactory>(),
                activity,
                static (scope, message, cancellationToken) =>
                    scope.GetRequiredService<THandler>().HandleAsync(message, cancellationToken)).HandleAsync));
    }
}
