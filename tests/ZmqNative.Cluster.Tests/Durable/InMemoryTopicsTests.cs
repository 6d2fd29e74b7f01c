namespace ZmqNative.Cluster.Tests.Durable;

[TestFixture]
public sealed class InMemoryTopicsTests : TopicsConformance
{
    private protected override Task<IClusterEngine> CreateEngineAsync() => Task.FromResult<IClusterEngine>(new InMemoryCluster());

    [Test]
    public void Times_that_do_not_fit_each_other_are_refused()
    {
        Assert.That(
            () => Join(options: Options with { DurableTimeout = TimeSpan.FromMinutes(3) }),
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("it must be at most DuplicateWindow"));
        Assert.That(
            () => Join(options: Options with { DurableLog = new DurableLogSettings { TopicsMaxAge = TimeSpan.FromSeconds(1) } }),
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("it must be at least DuplicateWindow"));
    }
}
