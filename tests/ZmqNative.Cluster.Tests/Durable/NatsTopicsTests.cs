using ZmqNative.Cluster.Nats;
using ZmqNative.Tests.Nats;

namespace ZmqNative.Cluster.Tests.Durable;

[TestFixture]
[NonParallelizable]
public sealed class NatsTopicsTests : TopicsConformance
{
    private NatsServer? _server;

    [OneTimeTearDown]
    public async Task EndServer()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private protected override async Task<IClusterEngine> CreateEngineAsync()
    {
        _server ??= await NatsEngines.StartServerAsync(Limit);
        return new NatsCluster(_server.Url, new NatsClusterOptions { Name = $"t{Guid.NewGuid():N}"[..20] });
    }
}
