namespace ZmqNative.Cluster.Tests.Conformance;

/// <summary>The guarantees of <see cref="IDurableLog"/>.</summary>
public abstract class LogConformance : ConformanceTest
{
    private IDurableLog Log => Engine.Log;

    [Test]
    public async Task Entries_are_read_in_order_with_all_their_fields_and_new_ones_follow()
    {
        ulong[] sequences = [await AppendAsync("1", "17"), await AppendAsync("2", "18"), await AppendAsync("3", "17")];
        Assert.That(sequences, Is.Ordered.Ascending.And.Unique);
        await using IAsyncEnumerator<DurableEntry> all = ReadAsync();
        await using IAsyncEnumerator<DurableEntry> some = ReadAsync(subject: "17");
        Assert.That(await IdsAsync(all, 3), Is.EqualTo(new[] { "1", "2", "3" }));
        Assert.That(await IdsAsync(some, 2), Is.EqualTo(new[] { "1", "3" }));
        _ = await AppendAsync("4", "18");
        ulong last = await Log.AppendAsync(
            DurableStream.Tells,
            new DurableMessage
            {
                Id = "5",
                Subject = "17",
                Frames = [Bytes("a"), Bytes(string.Empty), Bytes("bc")],
                Fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["Address"] = "order/42", ["Type"] = "a type" },
            },
            Limit);
        Assert.That(await IdsAsync(all, 2), Is.EqualTo(new[] { "4", "5" }));
        DurableEntry entry = await NextAsync(some);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((entry.Sequence, entry.Message.Id, entry.Message.Subject), Is.EqualTo((last, "5", "17")));
            Assert.That(entry.Message.Frames.Select(Text), Is.EqualTo(new[] { "a", "", "bc" }));
            Assert.That(entry.Message.Fields, Is.EqualTo(new Dictionary<string, string>(StringComparer.Ordinal) { ["Address"] = "order/42", ["Type"] = "a type" }));
            Assert.That(entry.Time, Is.GreaterThan(DateTimeOffset.UnixEpoch));
        }
    }

    [Test]
    public async Task A_message_with_a_known_id_is_not_stored_twice()
    {
        ulong first = await AppendAsync("id", "1");
        Assert.That(await AppendAsync("id", "1"), Is.EqualTo(first));
        await AssertStateAsync(DurableStream.Tells, null, count: 1, last: first, first: first);
        Assert.That(await AppendAsync("other", "1"), Is.GreaterThan(first));
    }

    [Test]
    public async Task A_removed_entry_is_not_read_again_and_the_others_are()
    {
        _ = await AppendAsync("1", "17");
        _ = await AppendAsync("2", "17");
        ulong third = await AppendAsync("3", "18");
        DurableEntry[] stored = await ReadAsync(3);
        Assert.That(await Log.RemoveAsync(DurableStream.Tells, stored[1], Limit), Is.True);
        Assert.That(await Log.RemoveAsync(DurableStream.Tells, stored[1], Limit), Is.False, "removed already");
        await AssertStateAsync(DurableStream.Tells, "17", count: 1, last: third, first: 1);
        await AssertStateAsync(DurableStream.Tells, null, count: 2, last: third, first: 1);
        await using IAsyncEnumerator<DurableEntry> entries = ReadAsync();
        Assert.That(await IdsAsync(entries, 2), Is.EqualTo(new[] { "1", "3" }));
        Assert.That(await Log.RemoveAsync(DurableStream.Tells, stored[0], Limit), Is.True);
        await AssertStateAsync(DurableStream.Tells, null, count: 1, last: third, first: third);
        Assert.That(await Log.RemoveAsync(DurableStream.Tells, stored[2], Limit), Is.True);
        await AssertStateAsync(DurableStream.Tells, null, count: 0, last: third, first: third + 1);
    }

    [Test]
    public async Task Entries_at_both_ends_are_removed_once()
    {
        for (int i = 1; i <= 3; i++)
        {
            _ = await AppendAsync($"{i}", "17");
        }

        DurableEntry[] stored = await ReadAsync(3);
        foreach (DurableEntry entry in (DurableEntry[])[stored[0], stored[2], stored[1]])
        {
            Assert.That(await Log.RemoveAsync(DurableStream.Tells, entry, Limit), Is.True);
            Assert.That(await Log.RemoveAsync(DurableStream.Tells, entry, Limit), Is.False, "removed already");
        }

        Assert.That(await Log.RemoveAsync(DurableStream.Tells, stored[2] with { Sequence = stored[2].Sequence + 1 }, Limit), Is.False, "never appended");
    }

    [TestCase(DurableStream.Tells)]
    [TestCase(DurableStream.DeadLetters)]
    public async Task What_is_left_between_entries_that_were_removed_is_read(DurableStream stream)
    {
        for (int i = 1; i <= 3; i++)
        {
            _ = await AppendAsync($"{i}", "17", stream);
            _ = await AppendAsync($"other-{i}", "18", stream);
        }

        // Not in their order: the last one first.
        DurableEntry[] stored = await ReadAsync(6, stream);
        Assert.That(await Log.RemoveAsync(stream, stored[4], Limit), Is.True);
        Assert.That(await Log.RemoveAsync(stream, stored[0], Limit), Is.True);
        await using IAsyncEnumerator<DurableEntry> all = ReadAsync(stream);
        Assert.That(await IdsAsync(all, 4), Is.EqualTo(new[] { "other-1", "2", "other-2", "other-3" }));
    }

    [Test]
    public async Task What_is_left_of_a_subject_whose_entries_were_removed_in_their_order_is_read()
    {
        for (int i = 1; i <= 4; i++)
        {
            _ = await AppendAsync($"{i}", "17");
            _ = await AppendAsync($"other-{i}", "18");
        }

        DurableEntry[] stored = await ReadAsync(8);
        foreach (DurableEntry entry in (DurableEntry[])[stored[0], stored[7], stored[2]])
        {
            Assert.That(await Log.RemoveAsync(DurableStream.Tells, entry, Limit), Is.True);
        }

        await using IAsyncEnumerator<DurableEntry> some = ReadAsync(subject: "17");
        _ = await AppendAsync("5", "17");
        Assert.That(await IdsAsync(some, 3), Is.EqualTo(new[] { "3", "4", "5" }));
    }

    [Test]
    public async Task An_entry_that_has_the_number_of_another_one_is_not_removed_for_it()
    {
        ulong number = await AppendAsync("1", "17");
        DurableEntry[] stored = await ReadAsync(1);
        DurableEntry former = stored[0] with { Message = stored[0].Message with { Id = "former" }, Server = null };
        Assert.That(await Log.RemoveAsync(DurableStream.Tells, former, Limit), Is.False);
        former = stored[0] with { Time = stored[0].Time.AddSeconds(-1), Server = null };
        Assert.That(await Log.RemoveAsync(DurableStream.Tells, former, Limit), Is.False, "one with the same id");
        await AssertStateAsync(DurableStream.Tells, null, count: 1, last: number, first: number);
        Assert.That(await Log.RemoveAsync(DurableStream.Tells, stored[0] with { Server = null }, Limit), Is.True, "the entry itself, read from a process that is not known");
        Assert.That(async () => await Log.RemoveAsync(DurableStream.Tells, null!, Limit), Throws.ArgumentNullException);
    }

    [Test]
    public async Task An_entry_tells_when_its_log_was_made()
    {
        _ = await AppendAsync("1", "17");
        await using IAsyncEnumerator<DurableEntry> entries = ReadAsync();
        DurableEntry entry = await NextAsync(entries);
        Assert.That(entry.LogCreated, Is.EqualTo((await Log.GetStateAsync(DurableStream.Tells, cancellationToken: Limit)).Created));
        Assert.That(entry.LogCreated, Is.LessThanOrEqualTo(entry.Time));
    }

    [Test]
    public async Task A_reading_begins_at_a_number_at_a_time_or_with_the_last_of_each_subject()
    {
        _ = await AppendAsync("1", "prices.EUR", DurableStream.Topics);
        _ = await AppendAsync("2", "prices.USD", DurableStream.Topics);
        ulong third = await AppendAsync("3", "prices.EUR", DurableStream.Topics);
        _ = await AppendAsync("4", "news", DurableStream.Topics);
        await using IAsyncEnumerator<DurableEntry> numbered = ReadAsync(DurableStream.Topics, DurablePosition.From(third));
        Assert.That(await IdsAsync(numbered, 2), Is.EqualTo(new[] { "3", "4" }));
        await using IAsyncEnumerator<DurableEntry> last = ReadAsync(DurableStream.Topics, DurablePosition.LastPerSubject);
        Assert.That(await IdsAsync(last, 3), Is.EqualTo(new[] { "2", "3", "4" }));
        await using IAsyncEnumerator<DurableEntry> prices = ReadAsync(DurableStream.Topics, DurablePosition.LastPerSubject, "prices.", isPrefix: true);
        Assert.That(await IdsAsync(prices, 2), Is.EqualTo(new[] { "2", "3" }));
        await using IAsyncEnumerator<DurableEntry> timed = ReadAsync(DurableStream.Topics, DurablePosition.From(DateTimeOffset.UnixEpoch), "prices.EUR");
        Assert.That(await IdsAsync(timed, 2), Is.EqualTo(new[] { "1", "3" }));
        _ = await AppendAsync("5", "prices.EUR", DurableStream.Topics);
        Assert.That(await IdsAsync(last, 1), Is.EqualTo(new[] { "5" }));
        Assert.That(await IdsAsync(prices, 1), Is.EqualTo(new[] { "5" }));
    }

    [Test]
    public async Task Tells_over_the_limit_are_refused_until_others_are_removed()
    {
        await Log.OpenAsync(new DurableLogSettings { TellsMaxBytes = 16_384 }, Limit);
        List<ulong> stored = [];
        ClusterEngineException? full = null;
        while (full is null)
        {
            try
            {
                stored.Add(await AppendLargeAsync(10 + stored.Count));
            }
            catch (ClusterEngineException exception)
            {
                full = exception;
            }
        }

        Assert.That(full.Message, Does.Contain("TellsMaxBytes"));
        Assert.That(stored, Has.Count.InRange(8, 16));
        await AssertStateAsync(DurableStream.Tells, null, stored.Count, stored[^1], stored[0]);
        _ = await AppendAsync("other", "17", DurableStream.DeadLetters);
        Assert.That(await Log.RemoveAsync(DurableStream.Tells, (await ReadAsync(1))[0], Limit), Is.True);

        // A broker may know the size that the log has had a moment ago.
        ulong? next = null;
        while (next is null)
        {
            try
            {
                next = await AppendLargeAsync(99);
            }
            catch (ClusterEngineException refused) when (refused.Message.Contains("TellsMaxBytes", StringComparison.Ordinal))
            {
                await Task.Delay(5, Limit);
            }
        }

        Assert.That(next, Is.GreaterThan(stored[^1]));
    }

    [Test]
    public async Task A_tell_that_may_be_stored_is_tried_again_over_the_limit()
    {
        for (int i = 10; i < 18; i++)
        {
            _ = await AppendLargeAsync(i);
        }

        await Log.OpenAsync(new DurableLogSettings { TellsMaxBytes = 2048 }, Limit);
        DurableMessage last = new() { Id = "17", Subject = "17", Frames = [new byte[1024]], MayBeStored = true };
        Assert.That(await Log.AppendAsync(DurableStream.Tells, last, Limit), Is.EqualTo(8));
        await AssertStateAsync(DurableStream.Tells, null, count: 8, last: 8, first: 1);
    }

    [Test]
    public async Task A_limit_that_is_lowered_takes_effect_at_once_and_removes_no_tells()
    {
        for (int i = 10; i < 18; i++)
        {
            _ = await AppendLargeAsync(i);
        }

        await Log.OpenAsync(new DurableLogSettings { TellsMaxBytes = 2048 }, Limit);
        Assert.That(async () => await AppendLargeAsync(18), Throws.TypeOf<ClusterEngineException>().With.Message.Contains("TellsMaxBytes"));
        await AssertStateAsync(DurableStream.Tells, null, count: 8, last: 8, first: 1);
        await Log.OpenAsync(new DurableLogSettings(), Limit);
        Assert.That(await AppendLargeAsync(18), Is.EqualTo(9));
    }

    [Test]
    public async Task A_tell_that_is_larger_than_the_limit_is_refused_at_once()
    {
        await Log.OpenAsync(new DurableLogSettings { TellsMaxBytes = 2048 }, Limit);
        DurableMessage large = new() { Id = "large", Subject = "17", Frames = [new byte[2049]] };
        Assert.That(async () => await Log.AppendAsync(DurableStream.Tells, large, Limit), Throws.ArgumentException.With.Message.Contains("TellsMaxBytes"));
        await AssertStateAsync(DurableStream.Tells, null, count: 0, last: 0, first: 1);
        Assert.That(await Log.AppendAsync(DurableStream.DeadLetters, large, Limit), Is.EqualTo(1), "it has no limit");
        Assert.That(await AppendLargeAsync(10), Is.EqualTo(1));
    }

    [Test]
    public async Task An_entry_tells_how_many_of_its_subject_are_behind_it()
    {
        for (int i = 0; i < 3; i++)
        {
            _ = await AppendAsync($"a{i}", "17");
            _ = await AppendAsync($"b{i}", "18");
        }

        Assert.That(await Log.RemoveAsync(DurableStream.Tells, (await ReadAsync(3))[2], Limit), Is.True);
        await using IAsyncEnumerator<DurableEntry> entries = ReadAsync(subject: "17");
        DurableEntry[] read = [await NextAsync(entries), await NextAsync(entries)];
        Assert.That(read.Select(static entry => (entry.Message.Id, entry.Pending)), Is.EqualTo(new[] { ("a0", (long?)1), ("a2", (long?)0) }));
    }

    [Test]
    public async Task Streams_are_separate()
    {
        _ = await AppendAsync("1", "17");
        await AssertStateAsync(DurableStream.DeadLetters, null, count: 0, last: 0, first: 1);
        _ = await AppendAsync("1", "17", DurableStream.DeadLetters);
        await using IAsyncEnumerator<DurableEntry> entries = ReadAsync(DurableStream.DeadLetters);
        Assert.That(await IdsAsync(entries, 1), Is.EqualTo(new[] { "1" }));
    }

    [Test]
    public async Task Any_printable_subject_is_kept()
    {
        const string Subject = "..a%2Eb.%25/c.";
        _ = await AppendAsync("1", Subject, DurableStream.Topics);
        await using IAsyncEnumerator<DurableEntry> entries = ReadAsync(DurableStream.Topics, subject: Subject);
        Assert.That((await NextAsync(entries)).Message.Subject, Is.EqualTo(Subject));
    }

    [TestCase("", "17")]
    [TestCase("an id", "17")]
    [TestCase("id", "")]
    [TestCase("id", "a*")]
    [TestCase("id", "a b")]
    public void A_message_that_is_not_valid_is_refused(string id, string subject) =>
        Assert.That(async () => await AppendAsync(id, subject), Throws.ArgumentException);

    private async Task AssertStateAsync(DurableStream stream, string? subject, long count, ulong last, ulong first)
    {
        DurableStreamState state = await Log.GetStateAsync(stream, subject, Limit);
        Assert.That((state.Count, state.LastSequence, state.FirstSequence), Is.EqualTo((count, last, first)));
        Assert.That(state.Created, Is.GreaterThan(DateTimeOffset.UnixEpoch));
    }

    private ValueTask<ulong> AppendAsync(string id, string subject, DurableStream stream = DurableStream.Tells) =>
        Log.AppendAsync(stream, new DurableMessage { Id = id, Subject = subject, Frames = [Bytes($"payload of {id}")] }, Limit);

    // A number of two digits, so that all have one size.
    private ValueTask<ulong> AppendLargeAsync(int number) =>
        Log.AppendAsync(DurableStream.Tells, new DurableMessage { Id = $"{number}", Subject = "17", Frames = [new byte[1024]] }, Limit);

    private async Task<DurableEntry[]> ReadAsync(int count, DurableStream stream = DurableStream.Tells)
    {
        await using IAsyncEnumerator<DurableEntry> entries = ReadAsync(stream);
        DurableEntry[] read = new DurableEntry[count];
        for (int i = 0; i < count; i++)
        {
            read[i] = await NextAsync(entries);
        }

        return read;
    }

    private IAsyncEnumerator<DurableEntry> ReadAsync(
        DurableStream stream = DurableStream.Tells, DurablePosition from = default, string? subject = null, bool isPrefix = false) =>
        Log.ReadAsync(stream, from, subject, isPrefix, Limit).GetAsyncEnumerator(Limit);

    private async Task<string[]> IdsAsync(IAsyncEnumerator<DurableEntry> entries, int count)
    {
        List<string> ids = [];
        for (int i = 0; i < count; i++)
        {
            DurableEntry entry = await NextAsync(entries);
            if (entry.Message.Frames.Count == 1)
            {
                Assert.That(Text(entry.Message.Frames[0]), Is.EqualTo($"payload of {entry.Message.Id}"));
            }

            ids.Add(entry.Message.Id);
        }

        return [.. ids];
    }

    protected async Task<DurableEntry> NextAsync(IAsyncEnumerator<DurableEntry> entries)
    {
        Assert.That(await entries.MoveNextAsync().AsTask().WaitAsync(Limit), Is.True);
        return entries.Current;
    }
}
