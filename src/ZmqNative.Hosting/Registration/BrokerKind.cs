using ZmqNative.Actors;

namespace ZmqNative.Hosting;

/// <summary>The kind of named brokers. A broker is no socket, but has sockets.</summary>
internal sealed class BrokerKind() : SocketKind("broker", "Brokers", binds: true, ShutdownStage.Act)
{
    public override Type ServiceType => typeof(Broker);

    public override IEnumerable<string> OptionNames => BrokerKeys.Names;

    public override SocketRegistration Register(string name) => new BrokerRegistration(name) { Source = null };
}
