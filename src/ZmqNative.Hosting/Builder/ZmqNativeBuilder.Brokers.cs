using ZmqNative.Actors;
using ZmqNative.Actors.Remote;

namespace ZmqNative.Hosting;

/// <summary>Brokers and their clients.</summary>
public sealed partial class ZmqNativeBuilder
{
    /// <summary>Adds a broker with its actors.</summary>
    /// <param name="name">Its name; <c>[FromKeyedServices(name)] Broker</c> gets it.</param>
    /// <param name="endpoints">
    /// Where peers in other processes reach it, such as <c>tcp://*:5570</c>; several with commas. Default null: configuration has
    /// them, or it is for this process alone.
    /// </param>
    /// <param name="actors">Adds its actors.</param>
    /// <param name="configure">Changes its options; configuration goes over it.</param>
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
        });
    }

    /// <summary>Adds the way to a broker in another process.</summary>
    /// <param name="name">Its name; <c>[FromKeyedServices(name)] BrokerClient</c> gets it.</param>
    /// <param name="endpoint">One endpoint, such as <c>tcp://shop.example:5570</c>. Default null: configuration has it.</param>
    /// <param name="configure">Changes its options; configuration goes over it.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public ZmqNativeBuilder AddBrokerClient(
        string name, string? endpoint = null, Func<BrokerClientOptions, BrokerClientOptions>? configure = null) =>
        Add(SocketKinds.BrokerClient, nameof(AddBrokerClient), name, endpoint, configure);
}
