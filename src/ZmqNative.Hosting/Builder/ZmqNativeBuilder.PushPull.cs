using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <content>The registration of pushers and pullers.</content>
public sealed partial class ZmqNativeBuilder
{
    /// <summary>Adds a pusher.</summary>
    /// <param name="name">The name, by which <c>[FromKeyedServices(name)] Pusher</c> gets the socket.</param>
    /// <param name="endpoints">The endpoints, such as <c>tcp://*:5560</c>, bound by default. Default null: configuration has them.</param>
    /// <param name="configure">The function that changes the options. Configuration overrides them.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public ZmqNativeBuilder AddPusher(
        string name, string? endpoints = null, Func<PusherOptions, PusherOptions>? configure = null) =>
        Add(SocketKinds.Pusher, nameof(AddPusher), name, endpoints, configure);

    /// <summary>Adds a puller without a handler. The code that it is injected into reads it.</summary>
    /// <param name="name">The name, by which <c>[FromKeyedServices(name)] Puller</c> gets the socket.</param>
    /// <param name="endpoints">The endpoints, such as <c>tcp://localhost:5560</c>, connected by default. Default null: configuration has them.</param>
    /// <param name="configure">The function that changes the options. Configuration overrides them.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public ZmqNativeBuilder AddPuller(
        string name, string? endpoints = null, Func<PullerOptions, PullerOptions>? configure = null) =>
        Add(SocketKinds.Puller, nameof(AddPuller), name, endpoints, configure);

    /// <summary>Adds a puller with a service that handles the messages.</summary>
    /// <typeparam name="THandler">The handler; a scoped service unless it is registered otherwise before.</typeparam>
    /// <param name="endpoints">The endpoints, such as <c>tcp://localhost:5560</c>, connected by default. Default null: configuration has them.</param>
    /// <param name="name">The name. Default: the name of the handler's type.</param>
    /// <param name="configure">The function that changes the options. Configuration overrides them.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public ZmqNativeBuilder AddPuller<[DynamicallyAccessedMembers(Constructors)] THandler>(
        string? endpoints = null, string? name = null, Func<PullerOptions, PullerOptions>? configure = null)
        where THandler : class, IWorkHandler
    {
        AddHandler<THandler>();
        return AddPuller(
            name ?? typeof(THandler).Name,
            static (services, work, cancellationToken) =>
                services.GetRequiredService<THandler>().HandleAsync(work, cancellationToken),
            endpoints, configure);
    }

    /// <summary>Adds a puller with a service that handles messages in JSON.</summary>
    /// <typeparam name="THandler">The handler; a scoped service unless it is registered otherwise before.</typeparam>
    /// <typeparam name="T">The type of the values in the messages.</typeparam>
    /// <param name="typeInfo">The metadata by which the values are read, from a source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="endpoints">The endpoints, such as <c>tcp://localhost:5560</c>, connected by default. Default null: configuration has them.</param>
    /// <param name="name">The name. Default: the name of the handler's type.</param>
    /// <param name="configure">The function that changes the options. Configuration overrides them.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="typeInfo"/> is null.</exception>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public ZmqNativeBuilder AddPuller<[DynamicallyAccessedMembers(Constructors)] THandler, T>(
        JsonTypeInfo<T> typeInfo,
        string? endpoints = null,
        string? name = null,
        Func<PullerOptions, PullerOptions>? configure = null)
        where THandler : class, IWorkHandler<T>
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        AddHandler<THandler>();
        return Add(
            SocketKinds.Puller, nameof(AddPuller), name ?? typeof(THandler).Name, endpoints, configure,
            attach: (puller, services, activity) =>
            {
                ScopedHandler<T> scoped = new(
                    services.GetRequiredService<IServiceScopeFactory>(),
                    activity,
                    static (scope, value, cancellationToken) =>
                        scope.GetRequiredService<THandler>().HandleAsync(value, cancellationToken));
                puller.Handle((work, cancellationToken) => puller.TryReadJson(work, typeInfo, out T? value)
                    ? scoped.HandleAsync(value, cancellationToken)
                    : ValueTask.CompletedTask);
            });
    }

    /// <summary>Adds a puller with a function that handles the messages.</summary>
    /// <param name="name">The name.</param>
    /// <param name="handler">The function, which gets the services of the scope of the message.</param>
    /// <param name="endpoints">The endpoints, such as <c>tcp://localhost:5560</c>, connected by default. Default null: configuration has them.</param>
    /// <param name="configure">The function that changes the options. Configuration overrides them.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="handler"/> is null.</exception>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public ZmqNativeBuilder AddPuller(
        string name,
        Func<IServiceProvider, ReceivedMessage, CancellationToken, ValueTask> handler,
        string? endpoints = null,
        Func<PullerOptions, PullerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Add(
            SocketKinds.Puller, nameof(AddPuller), name, endpoints, configure,
            attach: (puller, services, activity) => puller.Handle(new ScopedHandler<ReceivedMessage>(
                services.GetRequiredService<IServiceScopeFactory>(), activity, handler).HandleAsync));
    }
}
