using ZmqNative.Cluster.Nats;
using ZmqNative.Tests.Nats;

namespace ZmqNative.Cluster.Tests.Conformance;

[TestFixture]
[NonParallelizable]
public sealed class NatsDirectoryTests : DirectoryConformance
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

    [Test]
    public async Task A_watch_ends_when_the_connection_is_made_again_since_it_may_have_missed_changes()
    {
        await using NatsServer server = await NatsEngines.StartServerAsync(Limit);
        await using NatsCluster engine = new(server.Url, new NatsClusterOptions { Name = "watch" });
        IActorDirectory directory = engine.Directory;
        await directory.OpenAsync(new DirectorySettings { LeaseTime = TimeSpan.FromMinutes(1) }, Limit);
        ulong? revision = await directory.TryWriteAsync(DirectoryTable.Shards, "a", "1"u8.ToArray(), 0, Limit);
        await using IAsyncEnumerator<DirectoryChange> watch = directory.WatchAsync(Limit).GetAsyncEnumerator(Limit);
        do
        {
            Assert.That(await watch.MoveNextAsync(), Is.True);
        }
        while (!watch.Current.IsListed);

        await server.KillAsync();
        await server.RestartAsync(Limit);
        _ = await Assert.ThrowsAsync<ClusterEngineException>(async () =>
        {
            while (await watch.MoveNextAsync())
            {
            }
        });
        ulong? changed = await directory.TryWriteAsync(DirectoryTable.Shards, "a", "2"u8.ToArray(), revision!.Value, Limit);
        List<DirectoryChange> listed = [];
        await foreach (DirectoryChange change in directory.WatchAsync(Limit))
        {
            if (change.IsListed)
            {
                break;
            }

            listed.Add(change);
        }

        Assert.That(listed.Select(static change => (change.Key, change.Revision)), Is.EqualTo(new[] { ("a", changed!.Value) }));
    }

    protected override async Task<IClusterEngine> CreateEngineAsync()
    {
        _server ??= await NatsEngines.StartServerAsync(Limit);
        return new NatsCluster(_server.Url, new NatsClusterOptions { Name = $"t{Guid.NewGuid():N}"[..20] });
    }

    protected override Task AdvanceAsync(TimeSpan time) => Task.Delay(time, Limit);
}
