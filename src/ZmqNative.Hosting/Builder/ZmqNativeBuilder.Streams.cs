using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <content>The registration of reply servers that answer by streams.</content>
public sealed partial class ZmqNativeBuilder
{
    /// <summary>Adds a reply server with a service that answers requests by streams of replies.</summary>
    /// <remarks>Clients get the replies with <see cref="RequestClient.RequestStreamAsync"/>. Requests for one reply are refused.</remarks>
    /// <typeparam name="THandler">The handler; a scoped service unless it is registered otherwise before.</typeparam>
    /// <param name="endpoints">The endpoints, such as <c>tcp://*:5559</c>, bound by default. Default null: configuration has them.</param>
    /// <param name="name">The name, among those of all reply servers. Default: the name of the handler's type.</param>
    /// <param name="configure">The function that changes the options. Configuration overrides them.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public ZmqNativeBuilder AddStreamServer<[DynamicallyAccessedMembers(Constructors)] THandler>(
        string? endpoints = null, string? name = null, Func<ReplyServerOptions, ReplyServerOptions>? configure = null)
        where THandler : class, IStreamHandler
    {
        AddHandler<THandler>();
        return AddStreamServer(
            name ?? typeof(THandler).Name,
            static (services, request, cancellationToken) =>
                services.GetRequiredService<THandler>().HandleAsync(request, cancellationToken),
            endpoints, configure);
    }

    /// <summary>Adds a reply server with a service that answers requests in JSON by streams of replies.</summary>
    /// <remarks>Clients get the replies with <see cref="RequestClient.RequestStreamAsync"/>. Requests for one reply are refused.</remarks>
    /// <typeparam name="THandler">The handler; a scoped service unless it is registered otherwise before.</typeparam>
    /// <typeparam name="TRequest">The type of a request.</typeparam>
    /// <typeparam name="TReply">The type of a reply.</typeparam>
    /// <param name="requestType">The metadata by which requests are read, from a source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="replyType">The metadata by which replies are written, likewise.</param>
    /// <param name="endpoints">The endpoints, such as <c>tcp://*:5559</c>, bound by default. Default null: configuration has them.</param>
    /// <param name="name">The name, among those of all reply servers. Default: the name of the handler's type.</param>
    /// <param name="configure">The function that changes the options. Configuration overrides them.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException">A type info is null.</exception>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public ZmqNativeBuilder AddStreamServer<[DynamicallyAccessedMembers(Constructors)] THandler, TRequest, TReply>(
        JsonTypeInfo<TRequest> requestType,
        JsonTypeInfo<TReply> replyType,
        string? endpoints = null,
        string? name = null,
        Func<ReplyServerOptions, ReplyServerOptions>? configure = null)
        where THandler : class, IStreamHandler<TRequest, TReply>
    {
        ArgumentNullException.ThrowIfNull(requestType);
        ArgumentNullException.ThrowIfNull(replyType);
        AddHandler<THandler>();
        return AddStreamServer(name ?? typeof(THandler).Name, AnswerAsync, endpoints, configure);

        async IAsyncEnumerable<Payload> AnswerAsync(
            IServiceProvider services, ReceivedMessage request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            TRequest asked = ReplyingPatternExtensions.ReadRequest(request, requestType);
            IAsyncEnumerable<TReply> replies = services.GetRequiredService<THandler>().HandleAsync(asked, cancellationToken);
            await foreach (TReply reply in replies.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                yield return Payload.FromJson(reply, replyType);
            }
        }
    }

    /// <summary>Adds a reply server with a function that answers requests by streams of replies.</summary>
    /// <remarks>Clients get the replies with <see cref="RequestClient.RequestStreamAsync"/>. Requests for one reply are refused.</remarks>
    /// <param name="name">The name, among those of all reply servers.</param>
    /// <param name="handler">The function, which gets the services of the scope of the request.</param>
    /// <param name="endpoints">The endpoints, such as <c>tcp://*:5559</c>, bound by default. Default null: configuration has them.</param>
    /// <param name="configure">The function that changes the options. Configuration overrides them.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="handler"/> is null.</exception>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public ZmqNativeBuilder AddStreamServer(
        string name,
        Func<IServiceProvider, ReceivedMessage, CancellationToken, IAsyncEnumerable<Payload>> handler,
        string? endpoints = null,
        Func<ReplyServerOptions, ReplyServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Add(
            SocketKinds.ReplyServer, nameof(AddStreamServer), name, endpoints, configure,
            attach: (server, services, activity) => server.HandleStream(new ScopedStreamHandler(
                services.GetRequiredService<IServiceScopeFactory>(), activity, handler).HandleAsync));
    }
}
