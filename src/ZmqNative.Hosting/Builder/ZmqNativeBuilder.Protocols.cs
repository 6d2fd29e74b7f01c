using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <content>The registration of clients for foreign protocols.</content>
public sealed partial class ZmqNativeBuilder
{
    /// <summary>Adds a client that sends requests of a protocol other than this library's.</summary>
    /// <remarks>Configuration may add to it, in the section <c>ProtocolClients</c>, but not name a client by itself.</remarks>
    /// <typeparam name="TId">The type of the ids of requests, as for <see cref="ProtocolClient{TId}"/>.</typeparam>
    /// <param name="name">
    /// The name, among those of all protocol clients, by which <c>[FromKeyedServices(name)] ProtocolClient&lt;TId&gt;</c> gets the socket.
    /// </param>
    /// <param name="getRequestId">The function that returns the id in a request.</param>
    /// <param name="getReplyId">The function that returns the id of the request that a message replies to; null if it is a reply to none.</param>
    /// <param name="isFinal">The function that returns whether a reply is the last one. Default null: each request has one reply.</param>
    /// <param name="endpoints">The endpoints, such as <c>tcp://localhost:5559</c>, connected by default. Default null: configuration has them.</param>
    /// <param name="configure">The function that changes the options. Configuration overrides them.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException">A function for ids is null.</exception>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public ZmqNativeBuilder AddProtocolClient<TId>(
        string name,
        Func<MultipartMessage, TId> getRequestId,
        Func<MultipartMessage, TId?> getReplyId,
        Func<MultipartMessage, bool>? isFinal = null,
        string? endpoints = null,
        Func<ProtocolClientOptions, ProtocolClientOptions>? configure = null)
        where TId : notnull, IEquatable<TId>
    {
        ArgumentNullException.ThrowIfNull(getRequestId);
        ArgumentNullException.ThrowIfNull(getReplyId);
        SocketKind kind = ProtocolClientKind<TId>.Instance;
        _ = Add(
            ProtocolClientKind<TId>.Instance, nameof(AddProtocolClient), name, endpoints, configure,
            make: (where, options) => new ProtocolClient<TId>(where, getRequestId, getReplyId, isFinal, options));
        Services.TryAddSingleton(provider => (ProtocolClient<TId>)provider.GetRequiredService<ZmqNativeRuntime>().GetOnly(kind)!);
        return this;
    }
}
