using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <content>The registration of request clients and reply servers.</content>
public sealed partial class ZmqNativeBuilder
{
    /// <summary>Adds a client that sends requests to reply servers.</summary>
    /// <param name="name">The name, by which <c>[FromKeyedServices(name)] RequestClient</c> gets the socket.</param>
    /// <param name="endpoints">The endpoints, such as <c>tcp://localhost:5559</c>, connected by default. Default null: configuration has them.</param>
    /// <param name="configure">The function that changes the options. Configuration overrides them.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public ZmqNativeBuilder AddRequestClient(
        string name, string? endpoints = null, Func<RequestClientOptions, RequestClientOptions>? configure = null) =>
        Add(SocketKinds.RequestClient, nameof(AddRequestClient), name, endpoints, configure);

    /// <summary>Adds a server with a service that answers the requests.</summary>
    /// <typeparam name="THandler">The handler; a scoped service unless it is registered otherwise before.</typeparam>
    /// <param name="endpoints">The endpoints, such as <c>tcp://*:5559</c>, bound by default. Default null: configuration has them.</param>
    /// <param name="name">The name. Default: the name of the handler's type.</param>
    /// <param name="configure">The function that changes the options. Configuration overrides them.</param>
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

    /// <summary>Adds a server with a service that answers requests in JSON.</summary>
    /// <typeparam name="THandler">The handler; a scoped service unless it is registered otherwise before.</typeparam>
    /// <typeparam name="TRequest">The type of a request.</typeparam>
    /// <typeparam name="TReply">The type of a reply.</typeparam>
    /// <param name="requestType">The metadata by which requests are read, from a source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="replyType">The metadata by which replies are written, likewise.</param>
    /// <param name="endpoints">The endpoints, such as <c>tcp://*:5559</c>, bound by default. Default null: configuration has them.</param>
    /// <param name="name">The name. Default: the name of the handler's type.</param>
    /// <param name="configure">The function that changes the options. Configuration overrides them.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException">A type info is null.</exception>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public ZmqNativeBuilder AddReplyServer<[DynamicallyAccessedMembers(Constructors)] THandler, TRequest, TReply>(
        JsonTypeInfo<TRequest> requestType,
        JsonTypeInfo<TReply> replyType,
        string? endpoints = null,
        string? name = null,
        Func<ReplyServerOptions, ReplyServerOptions>? configure = null)
        where THandler : class, IRequestHandler<TRequest, TReply>
    {
        ArgumentNullException.ThrowIfNull(requestType);
        ArgumentNullException.ThrowIfNull(replyType);
        AddHandler<THandler>();
        return AddReplyServer(name ?? typeof(THandler).Name, AnswerAsync, endpoints, configure);

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        async ValueTask<Payload> AnswerAsync(IServiceProvider services, ReceivedMessage request, CancellationToken cancellationToken)
        {
            TRequest asked = ReplyingPatternExtensions.ReadRequest(request, requestType);
            TReply answer = await services.GetRequiredService<THandler>().HandleAsync(asked, cancellationToken).ConfigureAwait(false);
            return Payload.FromJson(answer, replyType);
        }
    }

    /// <summary>Adds a server with a function that answers the requests.</summary>
    /// <param name="name">The name.</param>
    /// <param name="handler">The function, which gets the services of the scope of the request.</param>
    /// <param name="endpoints">The endpoints, such as <c>tcp://*:5559</c>, bound by default. Default null: configuration has them.</param>
    /// <param name="configure">The function that changes the options. Configuration overrides them.</param>
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
