using ZmqNative.Cluster.Nats;
using ZmqNative.Tests.Nats;

namespace ZmqNative.Cluster.Tests.Conformance;

[TestFixture]
[NonParallelizable]
public sealed class NatsLogTests : LogConformance
{
    private NatsServer _server = null!;

    [OneTimeTearDown]
    public async Task EndServer()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    protected override async Task<IClusterEngine> CreateEngineAsync()
    {
        _server ??= await NatsEngines.StartServerAsync(Limit);
        return new NatsCluster(_server.Url, new NatsClusterOptions { Name = $"t{Guid.NewGuid():N}"[..20] });
    }
}
