using Microsoft.Extensions.Time.Testing;

namespace ZmqNative.Cluster.Tests.Conformance;

[TestFixture]
public sealed class InMemoryDirectoryTests : DirectoryConformance
{
    private FakeTimeProvider _time = null!;

    protected override Task<IClusterEngine> CreateEngineAsync()
    {
        _time = new FakeTimeProvider();
        return Task.FromResult<IClusterEngine>(new InMemoryCluster(_time));
    }

    protected override Task AdvanceAsync(TimeSpan time)
    {
        _time.Advance(time);
        return Task.CompletedTask;
    }
}
