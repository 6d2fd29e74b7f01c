using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>Pushers and pullers.</summary>
public sealed partial class ZmqNativeBuilder
{
    /// <summary>Adds a pusher.</summary>
    /// <param name="name">Its name; <c>[FromKeyedServices(name)] Pusher</c> gets it.</param>
    /// <param name="endpoints">Such as <c>tcp://*:5560</c>, bound by default. Default null: configuration has them.</param>
    /// <param name="configure">Changes its options; configuration goes over it.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public ZmqNativeBuilder AddPusher(
        string name, string? endpoints = null, Func<PusherOptions, PusherOptions>? configure = null) =>
        Add(SocketKinds.Pusher, nameof(AddPusher), name, endpoints, configure);

    /// <summary>Adds a puller without a handler, to be read where it is injected.</summary>
    /// <param name="name">Its name; <c>[FromKeyedServices(name)] Puller</c> gets it.</param>
    /// <param name="endpoints">Such as <c>tcp://localhost:5560</c>, connected by default. Default null: configuration has them.</param>
    /// <param name="configure">Changes its options; configuration goes over it.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public ZmqNativeBuilder AddPuller(
        string name, string? endpoints = null, Func<PullerOptions, PullerOptions>? configure = null) =>
        Add(SocketKinds.Puller, nameof(AddPuller), name, endpoints, configure);

    /// <summary>Adds a puller whose work a service does.</summary>
    /// <typeparam name="THandler">The handler; a scoped service unless it is registered otherwise before.</typeparam>
    /// <param name="endpoints">Such as <c>tcp://localhost:5560</c>, connected by default. Default null: configuration has them.</param>
    /// <param name="name">Its name. Default the name of the handler's type.</param>
    /// <param name="configure">Changes its options; configuration goes over it.</param>
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

    /// <summary>Adds a puller whose work in JSON a service does.</summary>
    /// <typeparam name="THandler">The handler; a scoped service unless it is registered otherwise before.</typeparam>
    /// <typeparam name="T">What the work is.</typeparam>
    /// <param name="typeInfo">How to read it, from a source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="endpoints">Such as <c>tcp://localhost:5560</c>, connected by default. Default null: configuration has them.</param>
    /// <param name="name">Its name. Default the name of the handler's type.</param>
    /// <param name="configure">Changes its options; configuration goes over it.</param>
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

    /// <summary>Adds a puller whose work a function does.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="handler">What to do, with the services of the message's own scope.</param>
    /// <param name="endpoints">Such as <c>tcp://localhost:5560</c>, connected by default. Default null: configuration has them.</param>
    /// <param name="configure">Changes its options; configuration goes over it.</param>
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
