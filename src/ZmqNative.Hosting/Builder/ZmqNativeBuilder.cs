using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>Registers the named sockets of a host. Names are unique among the sockets of a kind, without regard to case.</summary>
/// <remarks>
/// Endpoints are one text, separated by commas: <c>@</c> in front binds, <c>&gt;</c> connects. Without either, publishers, pushers, servers and
/// proxies bind, and the others connect. Endpoints may be left out where configuration has them.
/// </remarks>
public sealed partial class ZmqNativeBuilder
{
    // Handlers are named by their types, and their constructors must survive trimming.
    private const DynamicallyAccessedMemberTypes Constructors = DynamicallyAccessedMemberTypes.PublicConstructors;

    internal ZmqNativeBuilder(IServiceCollection services, SocketRegistry registry)
    {
        Services = services;
        Registry = registry;
    }

    /// <summary>The services of the host.</summary>
    public IServiceCollection Services { get; }

    internal SocketRegistry Registry { get; }

    private ZmqNativeBuilder Add<TPattern, TOptions>(
        SocketKind<TPattern, TOptions> kind,
        string source,
        string name,
        string? endpoints,
        Func<TOptions, TOptions>? configure,
        Subscriptions? subscriptions = null,
        Action<TPattern, IServiceProvider, HandlerActivity>? attach = null,
        Func<string, TOptions, TPattern>? make = null)
        where TPattern : Pattern
        where TOptions : PatternOptions, new()
    {
        return Add<TPattern>(new SocketRegistration<TPattern, TOptions>(kind, name)
        {
            Source = $"{source}(\"{name}\")",
            Endpoints = endpoints,
            Configure = configure,
            Subscriptions = subscriptions ?? Subscriptions.None,
            Attach = attach,
            Make = make,
        });
    }

    private ZmqNativeBuilder Add<T>(SocketRegistration registration)
        where T : class
    {
        Registry.Add(registration);

        // In addition to the registration for any key, so that all sockets can be enumerated.
        Services.AddKeyedSingleton<T>(
            registration.Name,
            (provider, _) => (T)provider.GetRequiredService<ZmqNativeRuntime>().Get(registration.Kind, registration.Name));
        return this;
    }

    private void AddHandler<[DynamicallyAccessedMembers(Constructors)] THandler>()
        where THandler : class => Services.TryAddScoped<THandler>();
}
