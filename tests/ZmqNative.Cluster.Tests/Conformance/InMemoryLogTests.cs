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

    [Test]
    public async Task Publications_of_several_topics_that_are_removed_at_once_are_not_counted_any_more()
    {
        await Engine.Log.OpenAsync(new DurableLogSettings { DuplicateWindow = TimeSpan.FromSeconds(10), TopicsMaxAge = TimeSpan.FromSeconds(30) }, Limit);
        for (int i = 1; i <= 7; i++)
        {
            _ = await AppendAsync(i);
        }

        DurableEntry third = await ReadAsync(DurablePosition.From(3));
        Assert.That(await Engine.Log.RemoveAsync(DurableStream.Topics, third, Limit), Is.True);
        _time.Advance(TimeSpan.FromSeconds(20));
        for (int i = 8; i <= 12; i++)
        {
            _ = await AppendAsync(i);
        }

        _time.Advance(TimeSpan.FromSeconds(11));
        await using IAsyncEnumerator<DurableEntry> entries = Engine.Log.ReadAsync(DurableStream.Topics, subject: "0", cancellationToken: Limit).GetAsyncEnumerator(Limit);
        List<(ulong, long?)> read = [];
        while (read.Count < 3)
        {
            Assert.That(await entries.MoveNextAsync(), Is.True);
            read.Add((entries.Current.Sequence, entries.Current.Pending));
        }

        Assert.That(read, Is.EqualTo(new[] { (8ul, (long?)2), (10ul, (long?)1), (12ul, (long?)0) }));
        DurableStreamState state = await Engine.Log.GetStateAsync(DurableStream.Topics, cancellationToken: Limit);
        Assert.That((state.Count, state.LastSequence, state.FirstSequence), Is.EqualTo((5, 12ul, 8ul)));

        async Task<DurableEntry> ReadAsync(DurablePosition from)
        {
            await using IAsyncEnumerator<DurableEntry> found = Engine.Log.ReadAsync(DurableStream.Topics, from, cancellationToken: Limit).GetAsyncEnumerator(Limit);
            Assert.That(await found.MoveNextAsync(), Is.True);
            return found.Current;
        }

        ValueTask<ulong> AppendAsync(int number) =>
            Engine.Log.AppendAsync(DurableStream.Topics, new DurableMessage { Id = $"{number}", Subject = $"{number % 2}", Frames = [Bytes("a")] }, Limit);
    }
}
