namespace ZmqNative.Soak;

/// <summary>All loads.</summary>
internal static class SoakLoads
{
    /// <summary>Creates the loads whose names begin with a text.</summary>
    public static IReadOnlyList<SoakLoad> Create(SoakSetting setting, string filter) =>
        [.. CreateAll(setting).Where(load => load.Name.StartsWith(filter, StringComparison.OrdinalIgnoreCase))];

    private static IEnumerable<SoakLoad> CreateAll(SoakSetting setting)
    {
        bool curve = Zmq.Has("curve");
        yield return new PushPullLoad(setting, LinkKind.Inproc);
        yield return new PushPullLoad(setting, LinkKind.SlowRelay);
        yield return new PushPullLoad(setting, LinkKind.FaultyRelay);
        yield return new PushPullLoad(setting, LinkKind.Tcp, curve);
        yield return new DeliveryLoad(setting, LinkKind.Ipc);
        yield return new DeliveryLoad(setting, LinkKind.FaultyRelay);
        yield return new DeliveryLoad(setting, LinkKind.FaultyRelay, curve);
        yield return new PublishSubscribeLoad(setting, LinkKind.Inproc);
        yield return new PublishSubscribeLoad(setting, LinkKind.SlowRelay);
        yield return new PublishSubscribeLoad(setting, LinkKind.FaultyRelay);
        yield return new RequestLoad(setting, LinkKind.Ipc);
        yield return new RequestLoad(setting, LinkKind.FaultyRelay);
        yield return new RequestLoad(setting, LinkKind.SlowRelay, curve);
        yield return new RequestLoad(setting, LinkKind.FaultyRelay, curve);
        yield return new PairLoad(setting, LinkKind.Inproc);
        yield return new PairLoad(setting, LinkKind.FaultyRelay);
        yield return new PairLoad(setting, LinkKind.Tcp, curve);
        yield return new BrokerLoad(setting, LinkKind.Inproc);
        yield return new BrokerLoad(setting, LinkKind.Tcp);
        yield return new BrokerLoad(setting, LinkKind.SlowRelay, curve);
        yield return new BrokerLoad(setting, LinkKind.FaultyRelay);
        yield return new BrokerLoad(setting, LinkKind.FaultyRelay, curve);
        yield return new ProcessDeliveryLoad(setting);
        yield return new ProcessRequestLoad(setting, isBroker: false);
        yield return new ProcessRequestLoad(setting, isBroker: true);
    }
}
