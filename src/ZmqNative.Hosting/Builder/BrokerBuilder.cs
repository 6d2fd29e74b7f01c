using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using ZmqNative.Actors;
using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>Says which actors a broker of the host has.</summary>
/// <remarks>
/// Each instance of an actor has a scope of services of its own, from its making to its end: a restart makes a new instance with
/// a new scope, and passivation ends both. An actor that needs fresh services for each message, such as a unit of work, takes an
/// <see cref="IServiceScopeFactory"/>. Instances are made on the thread pool, and in this order before the broker listens.
/// </remarks>
public sealed class BrokerBuilder
{
    private const DynamicallyAccessedMemberTypes Constructors = DynamicallyAccessedMemberTypes.PublicConstructors;

    private readonly List<ActorRegistration> _actors = [];
    private readonly List<Action<HostedSocketServices, Broker>> _additions = [];

    internal BrokerBuilder()
    {
    }

    internal IReadOnlyList<ActorRegistration> Actors => _actors;

    internal IReadOnlyList<Action<HostedSocketServices, Broker>> Additions => _additions;

    /// <summary>Adds an actor whose constructor takes services.</summary>
    /// <typeparam name="TActor">Its class. A constructor that the services cannot fill ends the start of the host.</typeparam>
    /// <param name="address">Its address: <c>name</c> or <c>name/key</c>.</param>
    /// <param name="options">How it is run. Default the broker's <see cref="BrokerOptions.Actors"/>.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The address is none, or is taken.</exception>
    public BrokerBuilder AddActor<[DynamicallyAccessedMembers(Constructors)] TActor>(string address, ActorOptions? options = null)
        where TActor : Actor
    {
        ActorConstructor<TActor> constructor = new(isKeyed: false);
        return Add(new ActorRegistration($"AddActor<{typeof(TActor).Name}>(\"{address}\")", address, constructor.Make)
        {
            Options = options,
            Check = constructor.FindFault,
        });
    }

    /// <summary>Adds an actor that a function makes.</summary>
    /// <param name="address">Its address: <c>name</c> or <c>name/key</c>.</param>
    /// <param name="factory">Makes an instance with the services of its scope; disposed by the broker.</param>
    /// <param name="options">How it is run. Default the broker's <see cref="BrokerOptions.Actors"/>.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="factory"/> is null.</exception>
    /// <exception cref="ArgumentException">The address is none, or is taken.</exception>
    public BrokerBuilder AddActor(string address, Func<IServiceProvider, Actor> factory, ActorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return Add(new ActorRegistration($"AddActor(\"{address}\")", address, (services, _) => factory(services)) { Options = options });
    }

    /// <summary>Adds actors that their first message makes, one per key, and whose constructor takes services.</summary>
    /// <typeparam name="TActor">Their class; a <see cref="string"/> of the constructor gets the key.</typeparam>
    /// <param name="template">A name, a slash and a name in braces, such as <c>order/{id}</c>.</param>
    /// <param name="options">How they live. Default <see cref="KeyedOptions"/>.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The template is none, or is taken.</exception>
    public BrokerBuilder AddKeyedActors<[DynamicallyAccessedMembers(Constructors)] TActor>(string template, KeyedOptions? options = null)
        where TActor : Actor
    {
        ActorConstructor<TActor> constructor = new(isKeyed: true);
        return Add(new ActorRegistration($"AddKeyedActors<{typeof(TActor).Name}>(\"{template}\")", template, constructor.Make)
        {
            IsKeyed = true,
            Keyed = options,
            Check = constructor.FindFault,
        });
    }

    /// <summary>Adds actors that their first message makes, one per key, by a function.</summary>
    /// <param name="template">A name, a slash and a name in braces, such as <c>order/{id}</c>.</param>
    /// <param name="factory">Makes an instance with the services of its scope, for a key; disposed by the broker.</param>
    /// <param name="options">How they live. Default <see cref="KeyedOptions"/>.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="factory"/> is null.</exception>
    /// <exception cref="ArgumentException">The template is none, or is taken.</exception>
    public BrokerBuilder AddKeyedActors(string template, Func<IServiceProvider, string, Actor> factory, KeyedOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return Add(new ActorRegistration($"AddKeyedActors(\"{template}\")", template, factory) { IsKeyed = true, Keyed = options });
    }

    /// <summary>Connects the broker's topics with PUB and SUB sockets, on the context and the reactor of the host.</summary>
    /// <param name="options">What it connects.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    public BrokerBuilder AddTopicBridge(TopicBridgeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _additions.Add((services, broker) => _ = broker.Topics.Bridge(options with
        {
            Publisher = (options.Publisher ?? new PublisherOptions()) with { Context = services.Context, Reactor = services.Reactor },
            Subscriber = (options.Subscriber ?? new SubscriberOptions()) with { Context = services.Context, Reactor = services.Reactor },
        }));
        return this;
    }

    /// <summary>Does anything else to a broker when it is made, after its actors and before it listens: routers, subscriptions, functions as actors.</summary>
    /// <param name="action">What to do, with the services of the host.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public BrokerBuilder OnMade(Action<IServiceProvider, Broker> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        _additions.Add((services, broker) => action(services.Provider, broker));
        return this;
    }

    // Templates are checked as the broker will, so that a wrong one fails where it is written.
    private BrokerBuilder Add(ActorRegistration actor)
    {
        if (actor.IsKeyed)
        {
            Broker.CheckTemplate(actor.Address);
        }
        else
        {
            ActorAddress.Check(actor.Address, "address");
        }

        if (_actors.Find(other => string.Equals(NameOf(other), NameOf(actor), StringComparison.Ordinal)) is { } taken)
        {
            throw new ArgumentException($"{actor.Source}: the address is taken by {taken.Source}.", nameof(actor));
        }

        _actors.Add(actor);
        return this;
    }

    // One template per name; addresses as they are.
    private static string NameOf(ActorRegistration actor) =>
        actor.IsKeyed ? actor.Address[..(actor.Address.IndexOf('/', StringComparison.Ordinal) + 1)] : actor.Address;
}
