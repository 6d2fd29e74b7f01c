namespace ZmqNative.Cluster.Tests.Durable;

[TestFixture]
public sealed class InMemoryTellTests : DurableTellConformance
{
    private FaultyEngine _engine = null!;

    protected override IClusterEngine SharedEngine => _engine;

    [SetUp]
    public void CreateFaultyEngine() => _engine = new FaultyEngine(Engine);

    protected override Task CutAsync()
    {
        _engine.Cut();
        return Task.CompletedTask;
    }

    protected override Task RepairAsync()
    {
        _engine.Repair();
        return Task.CompletedTask;
    }
}
