using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>Request clients and servers.</summary>
public sealed partial class ZmqNativeBuilder
{
    /// <summary>Adds a client that asks servers.</summary>
    /// <param name="name">Its name; <c>[FromKeyedServices(name)] RequestClient</c> gets it.</param>
    /// <param name="endpoints">Such as <c>tcp://localhost:5559</c>, connected by default. Default null: configuration has them.</param>
    /// <param name="configure">Changes its options; configuration goes over it.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public ZmqNativeBuilder AddRequestClient(
        string name, string? endpoints = null, Func<RequestClientOptions, RequestClientOptions>? configure = null) =>
        Add(SocketKinds.RequestClient, nameof(AddRequestClient), name, endpoints, configure);

    /// <summary>Adds a server whose requests a service answers.</summary>
    /// <typeparam name="THandler">The handler; a scoped service unless it is registered otherwise before.</typeparam>
    /// <param name="endpoints">Such as <c>tcp://*:5559</c>, bound by default. Default null: configuration has them.</param>
    /// <param name="name">Its name. Default the name of the handler's type.</param>
    /// <param name="configure">Changes its options; configuration goes over it.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public ZmqNativeBuilder AddReplyServer<[DynamicallyAccessedMembers(Constructors)] THandler>(
        string? endpoints = null, string? name = null, Func<ReplyServerOptions, ReplyServerOptions>? configure = null)
        where THandler : class, IRequestHandler
    {
        AddHandler<THandler>();
        return AddReplyServer(
            name ?? typeof(THandler).Name,
            static (services, request, cancellationToken) =>
                services.GetRequiredService<THandler>().HandleAsync(request, cancellationToken),
            endpoints, configure);
    }

    /// <summary>Adds a server whose requests in JSON a service answers.</summary>
    /// <typeparam name="THandler">The handler; a scoped service unless it is registered otherwise before.</typeparam>
    /// <typeparam name="TRequest">What is asked.</typeparam>
    /// <typeparam name="TResponse">What is answered.</typeparam>
    /// <param name="requestType">How to read requests, from a source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="responseType">How to write answers, likewise.</param>
    /// <param name="endpoints">Such as <c>tcp://*:5559</c>, bound by default. Default null: configuration has them.</param>
    /// <param name="name">Its name. Default the name of the handler's type.</param>
    /// <param name="configure">Changes its options; configuration goes over it.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException">A type info is null.</exception>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public ZmqNativeBuilder AddReplyServer<[DynamicallyAccessedMembers(Constructors)] THandler, TRequest, TResponse>(
        JsonTypeInfo<TRequest> requestType,
        JsonTypeInfo<TResponse> responseType,
        string? endpoints = null,
        string? name = null,
        Func<ReplyServerOptions, ReplyServerOptions>? configure = null)
        where THandler : class, IRequestHandler<TRequest, TResponse>
    {
        ArgumentNullException.ThrowIfNull(requestType);
        ArgumentNullException.ThrowIfNull(responseType);
        AddHandler<THandler>();
        return AddReplyServer(name ?? typeof(THandler).Name, AnswerAsync, endpoints, configure);

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        async ValueTask<Payload> AnswerAsync(IServiceProvider services, ReceivedMessage request, CancellationToken cancellationToken)
        {
            TRequest asked = ReplyingPatternExtensions.ReadRequest(request, requestType);
            TResponse answer = await services.GetRequiredService<THandler>().HandleAsync(asked, cancellationToken).ConfigureAwait(false);
            return Payload.FromJson(answer, responseType);
        }
    }

    /// <summary>Adds a server whose requests a function answers.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="handler">What to answer, with the services of the request's own scope.</param>
    /// <param name="endpoints">Such as <c>tcp://*:5559</c>, bound by default. Default null: configuration has them.</param>
    /// <param name="configure">Changes its options; configuration goes over it.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="handler"/> is null.</exception>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public ZmqNativeBuilder AddReplyServer(
        string name,
        Func<IServiceProvider, ReceivedMessage, CancellationToken, ValueTask<Payload>> handler,
        string? endpoints = null,
        Func<ReplyServerOptions, ReplyServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Add(
            SocketKinds.ReplyServer, nameof(AddReplyServer), name, endpoints, configure,
            attach: (server, services, activity) => server.Handle(new ScopedHandler<ReceivedMessage, Payload>(
                services.GetRequiredService<IServiceScopeFactory>(), activity, handler).HandleAsync));
    }
}
