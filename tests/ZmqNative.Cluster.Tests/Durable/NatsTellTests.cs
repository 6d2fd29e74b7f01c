using ZmqNative.Cluster.Nats;
using ZmqNative.Tests.Nats;

namespace ZmqNative.Cluster.Tests.Durable;

[TestFixture]
[NonParallelizable]
public sealed class NatsTellTests : DurableTellConformance
{
    private NatsServer _server = null!;
    private NatsCluster _engine = null!;

    protected override IClusterEngine SharedEngine => _engine;

    [SetUp]
    public async Task CreateNatsEngine()
    {
        _server ??= await NatsEngines.StartServerAsync(Limit);
        _engine = new NatsCluster(_server.Url, new NatsClusterOptions { Name = $"t{Guid.NewGuid():N}"[..20] });
        await _engine.Log.OpenAsync(new DurableLogSettings(), Limit);
    }

    [TearDown]
    public async Task CloseEngine()
    {
        // The engine ends after its brokers.
        await EndBrokers();
        await _engine.DisposeAsync();
    }

    [OneTimeTearDown]
    public async Task EndServer()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    protected override Task CutAsync() => _server.KillAsync();

    protected override Task RepairAsync() => _server.RestartAsync(Limit);
}
