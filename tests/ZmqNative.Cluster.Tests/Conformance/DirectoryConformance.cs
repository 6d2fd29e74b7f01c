namespace ZmqNative.Cluster.Tests.Conformance;

/// <summary>The guarantees of <see cref="IActorDirectory"/>.</summary>
public abstract class DirectoryConformance : ConformanceTest
{
    private const DirectoryTable Shards = DirectoryTable.Shards;
    private const DirectoryTable Leases = DirectoryTable.Leases;

    private IActorDirectory Tables => Engine.Directory;

    [TestCase(DirectoryTable.Shards)]
    [TestCase(DirectoryTable.Leases)]
    public async Task An_entry_is_written_with_the_revision_that_is_known_and_with_no_other(DirectoryTable table)
    {
        ulong? first = await Tables.TryWriteAsync(table, "key", Bytes("a"), 0, Limit);
        Assert.That(first, Is.GreaterThan(0));
        Assert.That(await Tables.TryWriteAsync(table, "key", Bytes("b"), 0, Limit), Is.Null, "it exists");
        Assert.That(await Tables.TryWriteAsync(table, "other", Bytes("b"), first!.Value, Limit), Is.Null, "it does not exist");
        ulong? second = await Tables.TryWriteAsync(table, "key", Bytes("c"), first.Value, Limit);
        Assert.That(second, Is.GreaterThan(first));
        Assert.That(await Tables.TryWriteAsync(table, "key", Bytes("d"), first.Value, Limit), Is.Null, "it was replaced");
        DirectoryEntry? entry = await Tables.ReadAsync(table, "key", Limit);
        Assert.That((Text(entry!.Value.Value), entry.Value.Revision), Is.EqualTo(("c", second!.Value)));
    }

    [TestCase(DirectoryTable.Shards)]
    [TestCase(DirectoryTable.Leases)]
    public async Task A_deleted_entry_is_made_again_with_a_greater_revision(DirectoryTable table)
    {
        ulong first = (await Tables.TryWriteAsync(table, "key", Bytes("a"), 0, Limit))!.Value;
        Assert.That(await Tables.TryDeleteAsync(table, "key", first + 1, Limit), Is.False, "another revision");
        Assert.That(await Tables.TryDeleteAsync(table, "key", first, Limit), Is.True);
        Assert.That(await Tables.TryDeleteAsync(table, "key", first, Limit), Is.False, "there is none");
        Assert.That(await Tables.ReadAsync(table, "key", Limit), Is.Null);
        Assert.That(await Tables.TryWriteAsync(table, "key", Bytes("b"), first, Limit), Is.Null, "its revision is no more");
        Assert.That(await Tables.TryWriteAsync(table, "key", Bytes("b"), 0, Limit), Is.GreaterThan(first));
    }

    [Test]
    public async Task Of_many_that_write_at_once_one_succeeds()
    {
        ulong revision = 0;
        for (int round = 0; round < 20; round++)
        {
            ulong known = revision;
            ulong?[] outcomes = await Task.WhenAll(Enumerable.Range(0, 8)
                .Select(i => Task.Run(() => Tables.TryWriteAsync(Shards, "key", Bytes($"{i}"), known, Limit).AsTask())));
            revision = outcomes.Single(static outcome => outcome is not null)!.Value;
        }
    }

    [Test]
    public async Task Revisions_of_a_table_grow_over_all_keys()
    {
        ulong last = 0;
        for (int i = 0; i < 10; i++)
        {
            ulong revision = (await Tables.TryWriteAsync(Shards, $"key{i % 3}.{i}", Bytes("a"), 0, Limit))!.Value;
            Assert.That(revision, Is.GreaterThan(last));
            last = revision;
        }
    }

    [Test]
    public async Task A_lease_expires_unless_it_is_written_again_and_its_revision_is_refused_then()
    {
        ulong kept = (await Tables.TryWriteAsync(Leases, "kept", Bytes("a"), 0, Limit))!.Value;
        ulong lost = (await Tables.TryWriteAsync(Leases, "lost", Bytes("a"), 0, Limit))!.Value;
        _ = await Tables.TryWriteAsync(Shards, "shard", Bytes("a"), 0, Limit);
        while (await Tables.ReadAsync(Leases, "lost", Limit) is not null)
        {
            kept = (await Tables.TryWriteAsync(Leases, "kept", Bytes("b"), kept, Limit))!.Value;
            await AdvanceAsync(Lease / 10);
        }

        Assert.That(await Tables.TryWriteAsync(Leases, "lost", Bytes("c"), lost, Limit), Is.Null, "its revision is no more");
        Assert.That(await Tables.TryWriteAsync(Leases, "lost", Bytes("c"), 0, Limit), Is.GreaterThan(lost), "it can be made again");
        Assert.That(await Tables.ReadAsync(Leases, "kept", Limit), Is.Not.Null);
        Assert.That(await Tables.ReadAsync(Shards, "shard", Limit), Is.Not.Null, "shards do not expire");
    }

    [Test]
    public async Task A_watch_lists_what_is_there_and_reports_each_change()
    {
        ulong old = (await Tables.TryWriteAsync(Shards, "old", Bytes("a"), 0, Limit))!.Value;
        ulong gone = (await Tables.TryWriteAsync(Shards, "gone", Bytes("a"), 0, Limit))!.Value;
        await using IAsyncEnumerator<DirectoryChange> changes = Tables.WatchAsync(Limit).GetAsyncEnumerator(Limit);
        Dictionary<string, ulong> listed = new(StringComparer.Ordinal);
        for (DirectoryChange change = await NextAsync(changes); !change.IsListed; change = await NextAsync(changes))
        {
            listed.Add(change.Key, change.Revision);
        }

        Assert.That(listed, Is.EqualTo(new Dictionary<string, ulong>(StringComparer.Ordinal) { ["old"] = old, ["gone"] = gone }));
        ulong added = (await Tables.TryWriteAsync(Shards, "new", Bytes("b"), 0, Limit))!.Value;
        _ = await Tables.TryDeleteAsync(Shards, "gone", gone, Limit);
        _ = await Tables.TryWriteAsync(Leases, "lease", Bytes("b"), 0, Limit);
        ulong changed = (await Tables.TryWriteAsync(Shards, "old", Bytes("c"), old, Limit))!.Value;
        DirectoryChange first = await NextAsync(changes);
        DirectoryChange second = await NextAsync(changes);
        DirectoryChange third = await NextAsync(changes);
        Assert.That((first.Key, Text(first.Value!.Value), first.Revision), Is.EqualTo(("new", "b", added)));
        Assert.That((second.Key, second.Value), Is.EqualTo(("gone", (ReadOnlyMemory<byte>?)null)));
        Assert.That((third.Key, Text(third.Value!.Value), third.Revision), Is.EqualTo(("old", "c", changed)));
        Assert.That(second.Revision, Is.GreaterThan(added).And.LessThan(changed));
    }

    [Test]
    public async Task A_watch_of_an_empty_table_reports_the_first_entry()
    {
        await using IAsyncEnumerator<DirectoryChange> changes = Tables.WatchAsync(Limit).GetAsyncEnumerator(Limit);
        Assert.That((await NextAsync(changes)).IsListed, Is.True);
        _ = await Tables.TryWriteAsync(Shards, "key", Bytes("a"), 0, Limit);
        Assert.That((await NextAsync(changes)).Key, Is.EqualTo("key"));
    }

    [Test]
    public async Task A_watch_ends_when_it_is_cancelled()
    {
        using CancellationTokenSource end = new();
        await using IAsyncEnumerator<DirectoryChange> changes = Tables.WatchAsync(end.Token).GetAsyncEnumerator(end.Token);
        Assert.That((await NextAsync(changes)).IsListed, Is.True);
        Task<bool> next = changes.MoveNextAsync().AsTask();
        await end.CancelAsync();
        Assert.That(async () => await next.WaitAsync(Limit), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Opening_again_keeps_the_entries_and_another_lease_time_is_refused()
    {
        _ = await Tables.TryWriteAsync(Shards, "key", Bytes("a"), 0, Limit);
        await Tables.OpenAsync(new DirectorySettings { LeaseTime = Lease }, Limit);
        Assert.That(await Tables.ReadAsync(Shards, "key", Limit), Is.Not.Null);
        ClusterSettingsException? refused = await Assert.ThrowsAsync<ClusterSettingsException>(
            async () => await Tables.OpenAsync(new DirectorySettings { LeaseTime = 2 * Lease }, Limit));
        Assert.That(refused!.Message, Does.Contain("LeaseTime"));
    }

    [TestCase("")]
    [TestCase("a b")]
    [TestCase(".a")]
    [TestCase("a.")]
    [TestCase("a>")]
    [TestCase("ä")]
    public void A_key_that_is_not_valid_is_refused(string key) => Assert.That(
        async () => await Tables.TryWriteAsync(Shards, key, Bytes("a"), 0, Limit), Throws.ArgumentException.With.Message.Contains("is no key"));

    /// <summary>Lets time pass: the clock of the test, or a real one.</summary>
    protected abstract Task AdvanceAsync(TimeSpan time);

    private async Task<DirectoryChange> NextAsync(IAsyncEnumerator<DirectoryChange> changes)
    {
        Assert.That(await changes.MoveNextAsync().AsTask().WaitAsync(Limit), Is.True);
        return changes.Current;
    }
}
