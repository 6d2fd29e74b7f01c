using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using ZmqNative.Cluster.Nats;
using ZmqNative.Tests.Faults;
using ZmqNative.Tests.Nats;

namespace ZmqNative.Cluster.Tests.Conformance;

[TestFixture]
[NonParallelizable]
public sealed class NatsLogTests : LogConformance
{
    private NatsServer _server = null!;
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
    public async Task A_log_keeps_the_time_at_which_it_was_made_over_a_restart_and_gets_another_one_when_it_is_made_anew()
    {
        DateTimeOffset made = await StateAfterOpeningAsync();
        DurableMessage message = new() { Id = "1", Subject = "17", Frames = [new byte[1]] };
        Assert.That(await Engine.Log.AppendAsync(DurableStream.Tells, message, Limit), Is.EqualTo(1));
        await _server.KillAsync();
        await _server.RestartAsync(Limit);
        Assert.That(await StateAfterOpeningAsync(), Is.EqualTo(made));
        await using (IAsyncEnumerator<DurableEntry> entries = Engine.Log.ReadAsync(DurableStream.Tells, cancellationToken: Limit).GetAsyncEnumerator(Limit))
        {
            Assert.That(await entries.MoveNextAsync(), Is.True);
            Assert.That((entries.Current.Sequence, entries.Current.LogCreated), Is.EqualTo((1ul, made)));
        }

        await using (NatsConnection connection = new(new NatsOpts { Url = _server.Url }))
        {
            Assert.That(await new NatsJSContext(connection).DeleteStreamAsync($"{_name}_tells", Limit), Is.True);
        }

        Assert.That(await StateAfterOpeningAsync(), Is.GreaterThan(made));
    }

    [Test]
    public async Task A_removal_never_hits_an_entry_that_got_its_number_after_the_server_was_killed()
    {
        _ = await StateAfterOpeningAsync();
        DurableMessage message = new() { Id = "former", Subject = "17", Frames = [new byte[1]] };
        Assert.That(await Engine.Log.AppendAsync(DurableStream.Tells, message, Limit), Is.EqualTo(1));
        Assert.That(await Engine.Log.AppendAsync(DurableStream.Tells, message with { Id = "first" }, Limit), Is.EqualTo(2));
        await using IAsyncEnumerator<DurableEntry> entries = Engine.Log.ReadAsync(DurableStream.Tells, cancellationToken: Limit).GetAsyncEnumerator(Limit);
        DurableEntry former = await NextAsync(entries);
        Assert.That(await Engine.Log.RemoveAsync(DurableStream.Tells, await NextAsync(entries), Limit), Is.True, "over a session with the first process");
        await _server.KillAsync();

        Task<bool> removal = Engine.Log.RemoveAsync(DurableStream.Tells, former, Limit).AsTask();
        await _server.RestartAsync(Limit);
        DateTimeOffset made = await StateAfterOpeningAsync();
        try
        {
            Assert.That(await removal, Is.True, "over a session with the next process, which has the entry");
        }
        catch (ClusterEngineException)
        {
            // It began before the loss was noticed.
        }

        await using (NatsConnection connection = new(new NatsOpts { Url = _server.Url }))
        {
            // As if the server had forgotten all entries: the stream has the time at which it was made, and counts from 1.
            NatsJSContext streams = new(connection);
            string stream = $"{_name}_tells";
            NATS.Client.JetStream.Models.StreamConfig config = (await streams.GetStreamAsync(stream, cancellationToken: Limit)).Info.Config;
            Assert.That(await streams.DeleteStreamAsync(stream, Limit), Is.True);
            _ = await streams.CreateStreamAsync(config, Limit);
        }

        Assert.That(await StateAfterOpeningAsync(), Is.EqualTo(made));
        Assert.That(await Engine.Log.AppendAsync(DurableStream.Tells, message, Limit), Is.EqualTo(former.Sequence), "told again with the same id");
        Assert.That(await Engine.Log.RemoveAsync(DurableStream.Tells, former, Limit), Is.False);
        await using IAsyncEnumerator<DurableEntry> later = Engine.Log.ReadAsync(DurableStream.Tells, cancellationToken: Limit).GetAsyncEnumerator(Limit);
        DurableEntry entry = await NextAsync(later);
        Assert.That((entry.Message.Id, entry.Sequence), Is.EqualTo((former.Message.Id, former.Sequence)));
        Assert.That(await Engine.Log.RemoveAsync(DurableStream.Tells, entry, Limit), Is.True);
    }

    [Test]
    public async Task Calls_in_flight_end_with_their_connection_and_not_with_the_time_out_of_the_client()
    {
        await using FaultyRelay relay = FaultyRelay.To($"tcp://127.0.0.1:{_server.Port}");
        NatsOpts options = new() { Url = relay.Endpoint.Replace("tcp://", "nats://", StringComparison.Ordinal), RequestTimeout = TimeSpan.FromHours(1), ReconnectWaitMin = TimeSpan.FromMilliseconds(10) };
        await using NatsConnection connection = new(options);
        await using NatsCluster cluster = new(connection, new NatsClusterOptions { Name = _name });
        await cluster.Log.OpenAsync(new DurableLogSettings(), Limit);
        await cluster.Directory.OpenAsync(new DirectorySettings { LeaseTime = Lease }, Limit);
        DurableMessage stored = new() { Id = "stored", Subject = "17", Frames = [new byte[1]] };
        Assert.That(await cluster.Log.AppendAsync(DurableStream.Tells, stored, Limit), Is.EqualTo(1));
        DurableEntry another = new(1, default, stored with { Id = "another" });
        Func<Task>[] calls =
        [
            () => cluster.Log.AppendAsync(DurableStream.Tells, new DurableMessage { Id = $"{Guid.NewGuid()}", Subject = "17", Frames = [new byte[1]] }, Limit).AsTask(),
            () => cluster.Log.OpenAsync(new DurableLogSettings(), Limit).AsTask(),
            () => cluster.Log.GetStateAsync(DurableStream.Tells, cancellationToken: Limit).AsTask(),
            () => ReadOneAsync(cluster.Log),
            () => cluster.Log.RemoveAsync(DurableStream.Tells, another, Limit).AsTask(),
            () => cluster.Directory.OpenAsync(new DirectorySettings { LeaseTime = Lease }, Limit).AsTask(),
            () => cluster.Directory.TryWriteAsync(DirectoryTable.Shards, "17", new byte[1], 0, Limit).AsTask(),
            () => cluster.Directory.ReadAsync(DirectoryTable.Shards, "17", Limit).AsTask(),
        ];
        foreach (Func<Task> call in calls)
        {
            // Calls fail until the loss is noticed, and each of the two connections is made again: removals have one of their own.
            _ = await RetryAsync(() => cluster.Log.GetStateAsync(DurableStream.Tells, cancellationToken: Limit));
            Assert.That(await RetryAsync(() => cluster.Log.RemoveAsync(DurableStream.Tells, another, Limit)), Is.False);
            relay.Pause();
            Task calling = call();

            // A call that is only written after the loss goes over the next connection, and is no subject here.
            await Task.Delay(20, Limit);
            relay.Reset();
            relay.Resume();
            try
            {
                await calling.WaitAsync(Limit);
            }
            catch (ClusterEngineException exception)
            {
                Assert.That(exception.Message, Does.Contain("the connection was lost"));
            }
        }

        async Task ReadOneAsync(IDurableLog log)
        {
            await using IAsyncEnumerator<DurableEntry> entries = log.ReadAsync(DurableStream.Tells, cancellationToken: Limit).GetAsyncEnumerator(Limit);
            Assert.That(await entries.MoveNextAsync(), Is.True);
        }
    }

    [Test]
    public async Task A_reading_whose_last_entry_was_lost_with_a_connection_ends_and_the_next_one_has_the_entry()
    {
        await using FaultyRelay relay = FaultyRelay.To($"tcp://127.0.0.1:{_server.Port}");
        NatsOpts options = new() { Url = relay.Endpoint.Replace("tcp://", "nats://", StringComparison.Ordinal), ReconnectWaitMin = TimeSpan.FromMilliseconds(10) };
        await using NatsConnection connection = new(options);
        await using NatsCluster cluster = new(connection, new NatsClusterOptions { Name = _name });
        await cluster.Log.OpenAsync(new DurableLogSettings(), Limit);
        foreach (string? subject in (string?[])["17", null])
        {
            DurableMessage message = new() { Id = $"first-{subject ?? "all"}", Subject = "17", Frames = [new byte[1]] };
            ulong first = await Engine.Log.AppendAsync(DurableStream.Tells, message, Limit);
            await using IAsyncEnumerator<DurableEntry> cut = cluster.Log.ReadAsync(DurableStream.Tells, subject: subject, cancellationToken: Limit).GetAsyncEnumerator(Limit);
            while ((await NextAsync(cut)).Sequence < first)
            {
            }

            // The server sends the last entry, and takes it for delivered.
            relay.Pause();
            ulong last = await Engine.Log.AppendAsync(DurableStream.Tells, message with { Id = $"last-{subject ?? "all"}" }, Limit);
            await WaitForReadingsAsync(readings => readings.Exists(reading => reading.Delivered.StreamSeq == last));
            relay.Reset();
            relay.Resume();
            Exception? lost = await Assert.CatchAsync(async () => await cut.MoveNextAsync());
            Assert.That(lost, Is.TypeOf<ClusterEngineException>().With.Message.Contains("is lost: "));
            await using IAsyncEnumerator<DurableEntry> next = cluster.Log.ReadAsync(DurableStream.Tells, subject: subject, cancellationToken: Limit).GetAsyncEnumerator(Limit);
            while ((await NextAsync(next)).Sequence < last)
            {
            }
        }

        await WaitForReadingsAsync(static readings => readings is []);
    }

    [Test]
    public async Task The_server_forgets_a_reading_that_has_ended()
    {
        _ = await StateAfterOpeningAsync();
        _ = await Engine.Log.AppendAsync(DurableStream.Tells, new DurableMessage { Id = "1", Subject = "17", Frames = [new byte[1]] }, Limit);
        await using (IAsyncEnumerator<DurableEntry> entries = Engine.Log.ReadAsync(DurableStream.Tells, cancellationToken: Limit).GetAsyncEnumerator(Limit))
        {
            _ = await NextAsync(entries);
            await WaitForReadingsAsync(static readings => readings is [_]);
        }

        await WaitForReadingsAsync(static readings => readings is []);
    }

    [Test]
    public async Task More_than_one_replica_is_refused_by_a_server_that_is_too_old()
    {
        await using NatsConnection connection = new(new NatsOpts { Url = _server.Url });
        await connection.ConnectAsync();
        bool isOld = Version.Parse(connection.ServerInfo!.Version.Split('-')[0]) < new Version(2, 9, 21);
        await using NatsCluster cluster = new(connection, new NatsClusterOptions { Name = $"{_name}r", Replicas = 3 });
        Exception? log = await Assert.CatchAsync(async () => await cluster.Log.OpenAsync(new DurableLogSettings(), Limit));
        Exception? directory = await Assert.CatchAsync(async () => await cluster.Directory.OpenAsync(new DirectorySettings { LeaseTime = Lease }, Limit));

        // A newer one refuses itself, as it is none of a cluster of servers.
        Type expected = isOld ? typeof(ClusterSettingsException) : typeof(ClusterEngineException);
        Assert.That(new[] { log?.GetType(), directory?.GetType() }, Is.EqualTo(new[] { expected, expected }));
        Assert.That(log!.Message, Does.Contain("replica"));
    }

    [Test]
    public async Task A_message_that_is_larger_than_the_server_takes_is_refused_at_once()
    {
        const int MaxPayload = 1024 * 1024;
        DurableMessage large = new() { Id = "large", Subject = "17", Frames = [new byte[MaxPayload]] };
        DurableMessage fits = new() { Id = "fits", Subject = "17", Frames = [new byte[MaxPayload - 1024]] };
        Assert.That(async () => await Engine.Log.AppendAsync(DurableStream.Topics, large, Limit), Throws.ArgumentException.With.Message.Contains("max_payload"));
        Assert.That(await Engine.Log.AppendAsync(DurableStream.Topics, fits, Limit), Is.EqualTo(1));

        // Such a tell could not become a dead letter, which has more fields.
        Assert.That(async () => await Engine.Log.AppendAsync(DurableStream.Tells, fits, Limit), Throws.ArgumentException.With.Message.Contains("max_payload"));
        DurableEntry tell = new(1, default, fits with { Id = "tell", Frames = [new byte[MaxPayload - 5000]] });
        Assert.That(await Engine.Log.AppendAsync(DurableStream.Tells, tell.Message, Limit), Is.EqualTo(1));
        Assert.That(await Engine.Log.AppendAsync(DurableStream.DeadLetters, TellCodec.GiveUp(tell, new string('\u6f22', 5000), 1000), Limit), Is.EqualTo(1));
    }

    [Test]
    public async Task A_limit_within_one_entry_of_the_size_removes_no_tell_that_was_confirmed()
    {
        List<ulong> confirmed = [await AppendAsync(10)];
        await using NatsConnection connection = new(new NatsOpts { Url = _server.Url });
        long size = (await new NatsJSContext(connection).GetStreamAsync($"{_name}_tells", cancellationToken: Limit)).Info.State.Bytes;
        await Engine.Log.OpenAsync(new DurableLogSettings { TellsMaxBytes = (8 * size) - 1 }, Limit);
        for (int i = 11; i < 18; i++)
        {
            try
            {
                confirmed.Add(await AppendAsync(i));
            }
            catch (ClusterEngineException full) when (full.Message.Contains("TellsMaxBytes", StringComparison.Ordinal))
            {
                // The last one may find no space.
            }
        }

        Assert.That(confirmed, Has.Count.InRange(7, 8));
        List<ulong> read = [];
        await foreach (DurableEntry entry in Engine.Log.ReadAsync(DurableStream.Tells, cancellationToken: Limit))
        {
            read.Add(entry.Sequence);
            if (entry.Sequence == confirmed[^1])
            {
                break;
            }
        }

        Assert.That(read, Is.EqualTo(confirmed));

        // A number of two digits, so that all have one size.
        ValueTask<ulong> AppendAsync(int number) =>
            Engine.Log.AppendAsync(DurableStream.Tells, new DurableMessage { Id = $"{number}", Subject = "17", Frames = [new byte[1024]] }, Limit);
    }

    protected override async Task<IClusterEngine> CreateEngineAsync()
    {
        _server ??= await NatsEngines.StartServerAsync(Limit);
        _name = $"t{Guid.NewGuid():N}"[..20];
        return new NatsCluster(_server.Url, new NatsClusterOptions { Name = _name });
    }

    private Task WaitForReadingsAsync(Func<List<ConsumerInfo>, bool> condition) => NatsEngines.WaitForReadingsAsync(_server, $"{_name}_tells", condition, Limit);

    private Task<DateTimeOffset> StateAfterOpeningAsync() => RetryAsync(async () =>
    {
        await Engine.Log.OpenAsync(new DurableLogSettings(), Limit);
        return (await Engine.Log.GetStateAsync(DurableStream.Tells, cancellationToken: Limit)).Created;
    });

    // Calls fail until the client is connected again.
    private async Task<T> RetryAsync<T>(Func<ValueTask<T>> call)
    {
        while (true)
        {
            try
            {
                return await call();
            }
            catch (ClusterEngineException) when (!Limit.IsCancellationRequested)
            {
                await Task.Delay(5, Limit);
            }
        }
    }
}
