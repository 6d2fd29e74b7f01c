using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ZmqNative;
using ZmqNative.Actors;
using ZmqNative.Hosting;
using ZmqNative.Patterns;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds messaging to a host.</summary>
public static class ZmqNativeServiceCollectionExtensions
{
    /// <summary>Adds a context, a reactor and, on the builder that is returned, named sockets.</summary>
    /// <remarks>
    /// Sockets are keyed services under their names, such as <c>[FromKeyedServices("updates")] Publisher</c>, and unkeyed
    /// ones where there is only one of a kind. They are made when the host starts, before its services, or when they are first resolved.
    /// May be called several times; all calls add to the same context.
    /// </remarks>
    /// <param name="services">The services of the host.</param>
    /// <param name="configure">The function that changes the options that all sockets share, such as <c>o =&gt; o with { IoThreads = 2 }</c>.</param>
    /// <returns>A builder for named sockets.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is null.</exception>
    public static ZmqNativeBuilder AddZmqNative(
        this IServiceCollection services, Func<ZmqNativeOptions, ZmqNativeOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        SocketRegistry registry = GetOrAddRegistry(services);
        if (configure is not null)
        {
            registry.Configure.Add(configure);
        }

        return new ZmqNativeBuilder(services, registry);
    }

    /// <summary>Adds a context, a reactor and the sockets that configuration names, such as <c>ZmqNative:Publishers:updates:Endpoints</c>.</summary>
    /// <remarks>
    /// Values are read when the host starts. They override the options of a socket that code registers under the same name.
    /// Wrong values and unknown keys end the start with an <c>OptionsValidationException</c> that names the key, the
    /// value and what is allowed.
    /// </remarks>
    /// <param name="services">The services of the host.</param>
    /// <param name="configuration">The section <c>ZmqNative</c>, or the whole configuration with that section.</param>
    /// <param name="configure">The function that changes the options that all sockets share. Configuration overrides them.</param>
    /// <returns>A builder for further named sockets.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> or <paramref name="configuration"/> is null.</exception>
    public static ZmqNativeBuilder AddZmqNative(
        this IServiceCollection services, IConfiguration configuration, Func<ZmqNativeOptions, ZmqNativeOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ZmqNativeBuilder builder = services.AddZmqNative(configure);
        IConfigurationSection section = configuration as IConfigurationSection ?? configuration.GetSection("ZmqNative");
        if (builder.Registry.Sections.TrueForAll(known => known.Path != section.Path))
        {
            builder.Registry.Sections.Add(section);
            if (section.GetSection(PolicyKeys.Section).Exists())
            {
                services.TryAddSingleton<Authenticator>(static provider => provider.GetRequiredService<ZmqNativeRuntime>().Authenticator);
            }
        }

        return builder;
    }

    private static SocketRegistry GetOrAddRegistry(IServiceCollection services)
    {
        if (services.FirstOrDefault(static s => s.ServiceType == typeof(SocketRegistry))?.ImplementationInstance is SocketRegistry known)
        {
            return known;
        }

        SocketRegistry registry = new();
        services.AddSingleton(registry);
        services.AddSingleton<ZmqNativeRuntime>();
        services.AddSingleton<Teardown>();
        services.AddHostedService<ZmqNativeService>();
        services.TryAddSingleton<Context>(static sp => sp.GetRequiredService<ZmqNativeRuntime>().Context);
        services.TryAddSingleton<Reactor>(static sp => sp.GetRequiredService<ZmqNativeRuntime>().Reactor);
        AddKind(services, SocketKinds.Publisher);
        AddKind(services, SocketKinds.Subscriber);
        AddKind(services, SocketKinds.RequestClient);
        AddKind(services, SocketKinds.ReplyServer);
        AddKind(services, SocketKinds.Pusher);
        AddKind(services, SocketKinds.Puller);
        AddKind(services, SocketKinds.PairServer);
        AddKind(services, SocketKinds.PairClient);
        AddKind(services, SocketKinds.BrokerClient);
        AddKind(services, SocketKinds.Proxy);
        AddKind<Broker>(services, SocketKinds.Broker);
        AddKind<IPublisher>(services, SocketKinds.Publisher);
        AddKind<ISubscriber>(services, SocketKinds.Subscriber);
        AddKind<IPusher>(services, SocketKinds.Pusher);
        AddKind<IRequestClient>(services, SocketKinds.RequestClient);
        return registry;
    }

    // For any key: the names in configuration are known only when the host starts.
    private static void AddKind<TPattern, TOptions>(IServiceCollection services, SocketKind<TPattern, TOptions> kind)
        where TPattern : Pattern
        where TOptions : PatternOptions, new() => AddKind<TPattern>(services, kind);

    private static void AddKind<T>(IServiceCollection services, SocketKind kind)
        where T : class
    {
        services.AddKeyedSingleton<T>(
            KeyedService.AnyKey,
            (provider, key) => (T)provider.GetRequiredService<ZmqNativeRuntime>().Get(kind, key as string ?? string.Empty));
        services.TryAddSingleton<T>(provider => (T)provider.GetRequiredService<ZmqNativeRuntime>().GetOnly(kind)!);
    }
}
