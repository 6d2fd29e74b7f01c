namespace ZmqNative.Soak;

/// <summary>Two brokers: asks of keyed actors, tells, streams, watches and topics over one connection.</summary>
internal sealed class BrokerLoad(SoakSetting setting, LinkKind kind, bool security = false) : SoakLoad(setting, "broker", kind, security)
{
    protected override async Task RunRoundAsync(Link link, CancellationToken ended)
    {
        BrokerOptions options = new()
        {
            Name = Name,
            AskTimeout = link.Breaks ? TimeSpan.FromSeconds(2) : Generous,
            Serializer = BrokerTraffic.Serializer,
        };
        await using Broker far = new(link.Bound, options with { Listening = Binding(new BrokerListenerOptions()) });
        await using Broker near = new(options with { Connecting = Connecting(new BrokerClientOptions()) });
        BrokerTraffic traffic = new(far, near, link.To(far.LastEndpoint), Ledger, Random.Next());
        Task faults = link.InjectAsync(ended);
        await traffic.RunAsync(ended);
        await faults;
        await traffic.DrainAsync();
        await near.DisposeAsync();
        await far.DisposeAsync();
        traffic.Account(link.Interruptions);
    }
}
