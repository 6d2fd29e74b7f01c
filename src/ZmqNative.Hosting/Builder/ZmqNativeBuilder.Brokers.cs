using ZmqNative.Actors;
using ZmqNative.Actors.Remote;

namespace ZmqNative.Hosting;

/// <content>The registration of brokers and their clients.</content>
public sealed partial class ZmqNativeBuilder
{
    /// <summary>Adds a broker with its actors.</summary>
    /// <param name="name">The name, by which <c>[FromKeyedServices(name)] Broker</c> gets the broker.</param>
    /// <param name="endpoints">
    /// The endpoints at which other processes reach the broker, separated by commas, such as <c>tcp://*:5570</c>; <c>@</c> in front binds, which
    /// is the default, <c>&gt;</c> connects. Default null: configuration has them, or the broker is for this process only.
    /// </param>
    /// <param name="actors">The function that adds the actors.</param>
    /// <param name="configure">The function that changes the options. Configuration overrides them.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name is empty or taken, or an actor's address is.</exception>
    public ZmqNativeBuilder AddBroker(
        string name,
        string? endpoints = null,
        Action<BrokerBuilder>? actors = null,
        Func<BrokerOptions, BrokerOptions>? configure = null)
    {
        BrokerBuilder broker = new();
        actors?.Invoke(broker);
        return Add<Broker>(new BrokerRegistration(name)
        {
            Source = $"{nameof(AddBroker)}(\"{name}\")",
            Endpoints = endpoints,
            Configure = configure,
            Actors = broker.Actors,
            Additions = broker.Additions,
            BoundActions = broker.BoundActions,
            Parts = broker.Parts,
        });
    }

    /// <summary>Adds the connection to a broker of another process.</summary>
    /// <param name="name">The name, by which <c>[FromKeyedServices(name)] BrokerClient</c> gets the client.</param>
    /// <param name="endpoint">One endpoint, such as <c>tcp://shop.example:5570</c>, which it connects to. Default null: configuration has it.</param>
    /// <param name="configure">The function that changes the options. Configuration overrides them.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public ZmqNativeBuilder AddBrokerClient(
        string name, string? endpoint = null, Func<BrokerClientOptions, BrokerClientOptions>? configure = null) =>
        Add(SocketKinds.BrokerClient, nameof(AddBrokerClient), name, endpoint, configure);
}
