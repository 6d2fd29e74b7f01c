using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using ZmqNative.Actors;
using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>Declares the actors of a broker of the host.</summary>
/// <remarks>
/// Each instance of an actor has a scope of services, from its making to its end: a restart makes a new instance with a new scope, and
/// passivation ends both. An actor that needs new services for each message, such as a unit of work, takes an
/// <see cref="IServiceScopeFactory"/>. Actors are spawned in the order of the calls, before the broker binds or connects its endpoints.
/// </remarks>
public sealed class BrokerBuilder
{
    private const DynamicallyAccessedMemberTypes Constructors = DynamicallyAccessedMemberTypes.PublicConstructors;

    private readonly List<ActorRegistration> _actors = [];
    private readonly List<Action<HostedSocketServices, Broker>> _additions = [];
    private readonly List<Action<IServiceProvider, Broker>> _bound = [];
    private readonly List<BrokerPart> _parts = [];

    internal BrokerBuilder()
    {
    }

    internal IReadOnlyList<ActorRegistration> Actors => _actors;

    internal IReadOnlyList<Action<HostedSocketServices, Broker>> Additions => _additions;

    internal IReadOnlyList<Action<IServiceProvider, Broker>> BoundActions => _bound;

    internal IReadOnlyList<BrokerPart> Parts => _parts;

    /// <summary>Adds an actor of a class, with services as arguments of its constructor.</summary>
    /// <typeparam name="TActor">The class. If the services lack a parameter of its constructor, the start of the host fails.</typeparam>
    /// <param name="address">The address: <c>name</c> or <c>name/key</c>.</param>
    /// <param name="options">The options of the actor; default the broker's <see cref="BrokerOptions.Actors"/>.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The address is not valid, or is taken.</exception>
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

    /// <summary>Adds an actor of a class with an actor interface, with services as arguments of its constructor. It is called by typed references.</summary>
    /// <typeparam name="TInterface">The interface: see <see cref="ActorInterfaceAttribute"/>.</typeparam>
    /// <typeparam name="TActor">The class. If the services lack a parameter of its constructor, the start of the host fails.</typeparam>
    /// <param name="address">The address: <c>name</c> or <c>name/key</c>.</param>
    /// <param name="options">The options of the actor; default the broker's <see cref="BrokerOptions.Actors"/>.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The address is not valid, or is taken.</exception>
    public BrokerBuilder AddActor<TInterface, [DynamicallyAccessedMembers(Constructors)] TActor>(string address, ActorOptions? options = null)
        where TInterface : class
        where TActor : class, TInterface
    {
        ActorConstructor<TActor> constructor = new(isKeyed: false);
        return Add(new ActorRegistration(
            $"AddActor<{typeof(TInterface).Name}, {typeof(TActor).Name}>(\"{address}\")",
            address,
            (services, key) => InterfaceActor.Create<TInterface>(constructor.Make(services, key)))
        {
            Options = options,
            Check = constructor.FindFault,
        });
    }

    /// <summary>Adds an actor that a function makes.</summary>
    /// <param name="address">The address: <c>name</c> or <c>name/key</c>.</param>
    /// <param name="factory">The function that makes an instance with the services of its scope. The broker disposes the instance.</param>
    /// <param name="options">The options of the actor; default the broker's <see cref="BrokerOptions.Actors"/>.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="factory"/> is null.</exception>
    /// <exception cref="ArgumentException">The address is not valid, or is taken.</exception>
    public BrokerBuilder AddActor(string address, Func<IServiceProvider, Actor> factory, ActorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return Add(new ActorRegistration($"AddActor(\"{address}\")", address, (services, _) => factory(services)) { Options = options });
    }

    /// <summary>Adds keyed actors of a class, with services as arguments of its constructor. The first message makes an actor.</summary>
    /// <typeparam name="TActor">The class; a <see cref="string"/> parameter of the constructor gets the key.</typeparam>
    /// <param name="template">A name, a slash and a name in braces, such as <c>order/{id}</c>.</param>
    /// <param name="options">The options of the actors; default <see cref="KeyedOptions"/>.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The template is not valid, or is taken.</exception>
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

    /// <summary>
    /// Adds keyed actors of a class with an actor interface, with services as arguments of its constructor. The first message makes an actor. They are
    /// called by typed references.
    /// </summary>
    /// <typeparam name="TInterface">The interface: see <see cref="ActorInterfaceAttribute"/>.</typeparam>
    /// <typeparam name="TActor">The class; a <see cref="string"/> parameter of the constructor gets the key.</typeparam>
    /// <param name="template">A name, a slash and a name in braces, such as <c>order/{id}</c>.</param>
    /// <param name="options">The options of the actors; default <see cref="KeyedOptions"/>.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The template is not valid, or is taken.</exception>
    public BrokerBuilder AddKeyedActors<TInterface, [DynamicallyAccessedMembers(Constructors)] TActor>(string template, KeyedOptions? options = null)
        where TInterface : class
        where TActor : class, TInterface
    {
        ActorConstructor<TActor> constructor = new(isKeyed: true);
        return Add(new ActorRegistration(
            $"AddKeyedActors<{typeof(TInterface).Name}, {typeof(TActor).Name}>(\"{template}\")",
            template,
            (services, key) => InterfaceActor.Create<TInterface>(constructor.Make(services, key)))
        {
            IsKeyed = true,
            Keyed = options,
            Check = constructor.FindFault,
        });
    }

    /// <summary>Adds keyed actors that a function makes, at their first message.</summary>
    /// <param name="template">A name, a slash and a name in braces, such as <c>order/{id}</c>.</param>
    /// <param name="factory">The function that makes an instance for a key with the services of its scope. The broker disposes the instance.</param>
    /// <param name="options">The options of the actors; default <see cref="KeyedOptions"/>.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="factory"/> is null.</exception>
    /// <exception cref="ArgumentException">The template is not valid, or is taken.</exception>
    public BrokerBuilder AddKeyedActors(string template, Func<IServiceProvider, string, Actor> factory, KeyedOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return Add(new ActorRegistration($"AddKeyedActors(\"{template}\")", template, factory) { IsKeyed = true, Keyed = options });
    }

    /// <summary>Connects the broker's topics with PUB and SUB sockets, on the context and the reactor of the host.</summary>
    /// <param name="options">The options of the bridge.</param>
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

    /// <summary>
    /// Adds an action for a new broker, such as for routers, subscriptions and actors that are functions. It runs after the actors are spawned
    /// and before the endpoints are bound or connected.
    /// </summary>
    /// <param name="action">The action, which gets the services of the host and the broker.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public BrokerBuilder OnCreated(Action<IServiceProvider, Broker> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        _additions.Add((services, broker) => action(services.Provider, broker));
        return this;
    }

    /// <summary>Adds an action for a broker whose endpoints are bound and connected, such as to join a cluster.</summary>
    /// <param name="action">The action, which gets the services of the host and the broker.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public BrokerBuilder OnBound(Action<IServiceProvider, Broker> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        _bound.Add(action);
        return this;
    }

    internal BrokerBuilder Add(BrokerPart part)
    {
        _parts.Add(part);
        return this;
    }

    // Checked as the broker does, so that a wrong template fails where it is written.
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
