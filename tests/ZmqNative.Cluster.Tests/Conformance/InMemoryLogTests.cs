using Microsoft.Extensions.Time.Testing;

namespace ZmqNative.Cluster.Tests.Conformance;

[TestFixture]
public sealed class InMemoryLogTests : LogConformance
{
    private readonly FakeTimeProvider _time = new();

    protected override Task<IClusterEngine> CreateEngineAsync() => Task.FromResult<IClusterEngine>(new InMemoryCluster(_time));

    [Test]
    public async Task Ids_are_remembered_for_the_window_and_old_publications_are_removed()
    {
        await Engine.Log.OpenAsync(new DurableLogSettings { DuplicateWindow = TimeSpan.FromSeconds(10), TopicsMaxAge = TimeSpan.FromSeconds(30) }, Limit);
        DurableMessage message = new() { Id = "1", Subject = "a", Frames = [Bytes("a")] };
        ulong first = await Engine.Log.AppendAsync(DurableStream.Topics, message, Limit);
        _time.Advance(TimeSpan.FromSeconds(11));
        ulong second = await Engine.Log.AppendAsync(DurableStream.Topics, message, Limit);
        Assert.That(second, Is.GreaterThan(first));
        _time.Advance(TimeSpan.FromSeconds(20));
        DurableStreamState state = await Engine.Log.GetStateAsync(DurableStream.Topics, cancellationToken: Limit);
        Assert.That((state.Count, state.LastSequence, state.FirstSequence), Is.EqualTo((1, second, second)));
    }
}
