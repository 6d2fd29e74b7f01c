using NATS.Client.Core;
using NATS.Client.JetStream;
using ZmqNative.Cluster.Nats;
using ZmqNative.Tests.Faults;
using ZmqNative.Tests.Nats;

namespace ZmqNative.Cluster.Tests.Durable;

[TestFixture]
[NonParallelizable]
public sealed class NatsTopicsFaultTests : TopicsFaultConformance
{
    private NatsServer? _server;
    private string _name = string.Empty;

    [OneTimeTearDown]
    public async Task EndServer()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    [Test]
    public async Task Publications_and_readings_survive_a_restart_of_the_server()
    {
        ClusterBroker broker = Join();
        await using IAsyncEnumerator<DurablePublication> all = Subscribe(broker);
        await using IAsyncEnumerator<DurablePublication> one = Subscribe(broker, "a");
        _ = await PublishAsync(broker, "a", "1");
        Assert.That(await TextsAsync(all, 1), Is.EqualTo(new[] { "1" }));
        Assert.That(await TextsAsync(one, 1), Is.EqualTo(new[] { "1" }));
        Task<string[]> waiting = TextsAsync(all, 2);
        await _server!.KillAsync();
        Task<ulong> publishing = PublishAsync(broker, "a", "2");
        await _server.RestartAsync(Limit);
        _ = await publishing.WaitAsync(Limit);
        _ = await PublishAsync(broker, "a", "3");
        Assert.That(await waiting, Is.EqualTo(new[] { "2", "3" }));
        Assert.That(await TextsAsync(one, 2), Is.EqualTo(new[] { "2", "3" }));
    }

    [Test]
    public async Task The_last_publication_that_was_lost_with_a_connection_comes()
    {
        ClusterBroker publisher = Join();
        _ = await PublishAsync(publisher, "a", "1");
        await using FaultyRelay relay = FaultyRelay.To($"tcp://127.0.0.1:{_server!.Port}");
        await using NatsCluster cluster = new(relay.Endpoint.Replace("tcp://", "nats://", StringComparison.Ordinal), new NatsClusterOptions { Name = _name });
        ClusterBroker subscriber = Join(cluster);
        await using (IAsyncEnumerator<DurablePublication> all = Subscribe(subscriber))
        await using (IAsyncEnumerator<DurablePublication> one = Subscribe(subscriber, "a"))
        {
            Assert.That(await TextsAsync(all, 1), Is.EqualTo(new[] { "1" }));
            Assert.That(await TextsAsync(one, 1), Is.EqualTo(new[] { "1" }));
            Task<string[]> waiting = TextsAsync(all, 1);
            Task<string[]> waitingForOne = TextsAsync(one, 1);

            // The server sends it to both, and takes it for delivered.
            relay.Pause();
            ulong last = await PublishAsync(publisher, "a", "2");
            await NatsEngines.WaitForReadingsAsync(_server, $"{_name}_topics", readings => readings.Count(reading => reading.Delivered.StreamSeq == last) == 2, Limit);
            relay.Reset();
            relay.Resume();
            Assert.That(await waiting.WaitAsync(Limit), Is.EqualTo(new[] { "2" }));
            Assert.That(await waitingForOne.WaitAsync(Limit), Is.EqualTo(new[] { "2" }));
        }

        // The broker ends before its engine.
        await subscriber.Broker.DisposeAsync();
    }

    [Test]
    public async Task A_publication_fails_in_time_without_a_server()
    {
        await using NatsCluster nowhere = new("nats://127.0.0.1:1");
        ClusterBroker broker = Join(nowhere, Short);
        Assert.That(async () => await PublishAsync(broker, "a", "1").WaitAsync(Limit), Throws.TypeOf<ClusterEngineException>());
        await broker.DisposeAsync();
    }

    [Test]
    public async Task A_stream_that_was_lost_is_made_anew_and_read_from_its_begin()
    {
        ClusterBroker broker = Join();
        await using IAsyncEnumerator<DurablePublication> all = Subscribe(broker);
        _ = await PublishAsync(broker, "a", "1");
        _ = await PublishAsync(broker, "a", "2");
        Assert.That(await TextsAsync(all, 2), Is.EqualTo(new[] { "1", "2" }));
        Task<DurablePublication> waiting = NextAsync(all);
        await using (NatsConnection connection = new(new NatsOpts { Url = _server!.Url }))
        {
            Assert.That(await new NatsJSContext(connection).DeleteStreamAsync($"{_name}_topics", Limit), Is.True);
        }

        Assert.That(await PublishAsync(broker, "a", "3"), Is.EqualTo(1));
        DurablePublication first = await waiting;
        Assert.That((first.Read(), first.Sequence, first.IsLogNew), Is.EqualTo(((object)"3", 1ul, true)));
    }

    private protected override async Task<IClusterEngine> CreateEngineAsync()
    {
        _server ??= await NatsEngines.StartServerAsync(Limit);
        _name = $"t{Guid.NewGuid():N}"[..20];
        return new NatsCluster(_server.Url, new NatsClusterOptions { Name = _name });
    }
}
