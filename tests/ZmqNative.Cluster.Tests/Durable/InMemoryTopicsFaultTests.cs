namespace ZmqNative.Cluster.Tests.Durable;

[TestFixture]
public sealed class InMemoryTopicsFaultTests : TopicsFaultConformance
{
    private protected override Task<IClusterEngine> CreateEngineAsync() => Task.FromResult<IClusterEngine>(new InMemoryCluster());
}
