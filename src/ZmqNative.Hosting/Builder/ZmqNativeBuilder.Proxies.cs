using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <content>The registration of proxies.</content>
public sealed partial class ZmqNativeBuilder
{
    /// <summary>Adds a proxy: a forwarder, a queue or a streamer. It is disposed after all other sockets.</summary>
    /// <param name="name">The name, by which <c>[FromKeyedServices(name)] MessageProxy</c> gets the proxy.</param>
    /// <param name="kind">The kind of the proxy. Default null: configuration has it.</param>
    /// <param name="frontend">The endpoints of publishers, clients or pushers, bound by default. Default null: configuration has them.</param>
    /// <param name="backend">The endpoints of subscribers, servers or pullers, likewise (<c>Backend</c>).</param>
    /// <param name="configure">The function that changes the options, by <c>with</c>. Configuration overrides them.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public ZmqNativeBuilder AddProxy(
        string name,
        MessageProxyKind? kind = null,
        string? frontend = null,
        string? backend = null,
        Func<MessageProxyOptions, MessageProxyOptions>? configure = null) =>
        Add(
            SocketKinds.Proxy, nameof(AddProxy), name, frontend,
            options => (configure is null ? options : configure(options)) is HostedProxyOptions changed
                ? changed with { Kind = kind, Backend = backend }
                : throw new ArgumentException("The options must be those that are passed, changed by 'with'.", nameof(configure)));
}
