using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <content>The registration of publishers and subscribers.</content>
public sealed partial class ZmqNativeBuilder
{
    /// <summary>Adds a publisher.</summary>
    /// <param name="name">The name, by which <c>[FromKeyedServices(name)] Publisher</c> gets the socket.</param>
    /// <param name="endpoints">The endpoints, such as <c>tcp://*:5555</c>, bound by default. Default null: configuration has them.</param>
    /// <param name="configure">The function that changes the options, such as <c>o =&gt; o with { LastValueCache = true }</c>. Configuration overrides them.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public ZmqNativeBuilder AddPublisher(
        string name, string? endpoints = null, Func<PublisherOptions, PublisherOptions>? configure = null) =>
        Add(SocketKinds.Publisher, nameof(AddPublisher), name, endpoints, configure);

    /// <summary>Adds a subscriber without a handler. The code that it is injected into reads it.</summary>
    /// <param name="name">The name, by which <c>[FromKeyedServices(name)] Subscriber</c> gets the socket.</param>
    /// <param name="endpoints">The endpoints, such as <c>tcp://localhost:5555</c>, connected by default. Default null: configuration has them.</param>
    /// <param name="topic">The topic, which must match exactly.</param>
    /// <param name="messageId">The message id of the Text format, which must match exactly.</param>
    /// <param name="prefix">The first characters of the topics and ids to subscribe to; empty for all.</param>
    /// <param name="configure">The function that changes the options. Configuration overrides them.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public ZmqNativeBuilder AddSubscriber(
        string name,
        string? endpoints = null,
        string? topic = null,
        int? messageId = null,
        string? prefix = null,
        Func<SubscriberOptions, SubscriberOptions>? configure = null) =>
        Add(SocketKinds.Subscriber, nameof(AddSubscriber), name, endpoints, configure, Subscriptions.Of(topic, prefix, messageId));

    /// <summary>Adds a subscriber with a service that handles the messages.</summary>
    /// <typeparam name="THandler">The handler; a scoped service unless it is registered otherwise before.</typeparam>
    /// <param name="endpoints">The endpoints, such as <c>tcp://localhost:5555</c>, connected by default. Default null: configuration has them.</param>
    /// <param name="topic">The topic, which must match exactly.</param>
    /// <param name="messageId">The message id of the Text format, which must match exactly.</param>
    /// <param name="prefix">The first characters of the topics and ids to subscribe to; empty for all.</param>
    /// <param name="name">The name. Default: the name of the handler's type.</param>
    /// <param name="configure">The function that changes the options. Configuration overrides them.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public ZmqNativeBuilder AddSubscriber<[DynamicallyAccessedMembers(Constructors)] THandler>(
        string? endpoints = null,
        string? topic = null,
        int? messageId = null,
        string? prefix = null,
        string? name = null,
        Func<SubscriberOptions, SubscriberOptions>? configure = null)
        where THandler : class, ISubscriptionHandler
    {
        AddHandler<THandler>();
        return AddSubscriber(
            name ?? typeof(THandler).Name,
            static (services, message, cancellationToken) =>
                services.GetRequiredService<THandler>().HandleAsync(message, cancellationToken),
            endpoints, topic, messageId, prefix, configure);
    }

    /// <summary>Adds a subscriber with a service that handles messages in JSON.</summary>
    /// <typeparam name="THandler">The handler; a scoped service unless it is registered otherwise before.</typeparam>
    /// <typeparam name="T">The type of the values in the messages.</typeparam>
    /// <param name="typeInfo">The metadata by which the values are read, from a source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="endpoints">The endpoints, such as <c>tcp://localhost:5555</c>, connected by default. Default null: configuration has them.</param>
    /// <param name="topic">The topic, which must match exactly.</param>
    /// <param name="messageId">The message id of the Text format, which must match exactly.</param>
    /// <param name="prefix">The first characters of the topics and ids to subscribe to; empty for all.</param>
    /// <param name="name">The name. Default: the name of the handler's type.</param>
    /// <param name="configure">The function that changes the options. Configuration overrides them.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="typeInfo"/> is null.</exception>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public ZmqNativeBuilder AddSubscriber<[DynamicallyAccessedMembers(Constructors)] THandler, T>(
        JsonTypeInfo<T> typeInfo,
        string? endpoints = null,
        string? topic = null,
        int? messageId = null,
        string? prefix = null,
        string? name = null,
        Func<SubscriberOptions, SubscriberOptions>? configure = null)
        where THandler : class, ISubscriptionHandler<T>
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        AddHandler<THandler>();
        return Add(
            SocketKinds.Subscriber, nameof(AddSubscriber), name ?? typeof(THandler).Name, endpoints, configure,
            Subscriptions.Of(topic, prefix, messageId),
            (subscriber, services, activity) =>
            {
                ScopedHandler<(T Value, ReceivedMessage Message)> scoped = new(
                    services.GetRequiredService<IServiceScopeFactory>(),
                    activity,
                    static (scope, message, cancellationToken) =>
                        scope.GetRequiredService<THandler>().HandleAsync(message.Value, message.Message, cancellationToken));
                subscriber.Handle((message, cancellationToken) => subscriber.TryReadJson(message, typeInfo, out T? value)
                    ? scoped.HandleAsync((value, message), cancellationToken)
                    : ValueTask.CompletedTask);
            });
    }

    /// <summary>Adds a subscriber with a function that handles the messages.</summary>
    /// <param name="name">The name.</param>
    /// <param name="handler">The function, which gets the services of the scope of the message.</param>
    /// <param name="endpoints">The endpoints, such as <c>tcp://localhost:5555</c>, connected by default. Default null: configuration has them.</param>
    /// <param name="topic">The topic, which must match exactly.</param>
    /// <param name="messageId">The message id of the Text format, which must match exactly.</param>
    /// <param name="prefix">The first characters of the topics and ids to subscribe to; empty for all.</param>
    /// <param name="configure">The function that changes the options. Configuration overrides them.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="handler"/> is null.</exception>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public ZmqNativeBuilder AddSubscriber(
        string name,
        Func<IServiceProvider, ReceivedMessage, CancellationToken, ValueTask> handler,
        string? endpoints = null,
        string? topic = null,
        int? messageId = null,
        string? prefix = null,
        Func<SubscriberOptions, SubscriberOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Add(
            SocketKinds.Subscriber, nameof(AddSubscriber), name, endpoints, configure, Subscriptions.Of(topic, prefix, messageId),
            (subscriber, services, activity) => subscriber.Handle(new ScopedHandler<ReceivedMessage>(
                services.GetRequiredService<IServiceScopeFactory>(), activity, handler).HandleAsync));
    }
}
