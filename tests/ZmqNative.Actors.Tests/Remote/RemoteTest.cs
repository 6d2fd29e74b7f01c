using System.Text.Json.Serialization;

namespace ZmqNative.Actors.Tests;

/// <summary>A test with brokers that listen, and their clients.</summary>
public abstract class RemoteTest : BrokerTest
{
    protected static JsonMessageSerializer Json { get; } =
        new JsonMessageSerializer()
            .Add(RemoteJson.Default.AddItem).Add(RemoteJson.Default.Total).Add(RemoteJson.Default.GetTotal).Add(RemoteJson.Default.StringArray);

    protected BrokerOptions Remotely(BrokerListenerOptions? listening = null) => new()
    {
        Listening = On(listening ?? new BrokerListenerOptions()),
        Connecting = On(new BrokerClientOptions()),
        Serializer = Json,
        AskTimeout = Generous,
    };

    protected Broker Listen(BrokerListenerOptions? listening = null, string endpoint = AnyPort)
    {
        Broker broker = CreateBroker(Remotely(listening));
        broker.Bind(endpoint);
        return broker;
    }

    protected BrokerClient Connect(Broker broker, BrokerClientOptions? options = null) => Connect(broker.LastEndpoint, options);

    protected BrokerClient Connect(string endpoint, BrokerClientOptions? options = null) =>
        new(endpoint, On((options ?? new BrokerClientOptions()) with { AskTimeout = Generous, Serializer = Json }));

    /// <summary>Spawns an actor that answers with the received frame.</summary>
    protected static ValueTask Echo(object message, ActorContext context)
    {
        if (context.IsAsked)
        {
            context.Reply((Frame)message);
        }
        else
        {
            ((Frame)message).Dispose();
        }

        return default;
    }
}

public sealed record AddItem(string Name, int Price);

public sealed record GetTotal : IAsk<Total>;

public sealed record Total(int Items, int Price);

[JsonSerializable(typeof(AddItem))]
[JsonSerializable(typeof(GetTotal))]
[JsonSerializable(typeof(Total))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class RemoteJson : JsonSerializerContext;
