using System.Diagnostics;

namespace ZmqNative.Actors.Tests;

public sealed class PriorityTests : BrokerTest
{
    private const int Capacity = 8;

    // A text such as "1b" is of level 1.
    private static readonly MessagePriorities ByText = MessagePriorities.By(3, static message => ((string)message)[0] - '0');

    private interface IAlarm;

    [Test]
    public async Task The_most_urgent_level_is_handled_first_and_each_in_order()
    {
        (Blocked blocked, ActorRef actor) = await BlockedAsync();
        foreach (string message in (string[])["2a", "1a", "0a", "2b", "0b", "1b", "0c"])
        {
            await actor.TellAsync(message, Limit);
        }

        await ReleaseAsync(blocked, 8);
        Assert.That(blocked.Handled.Skip(1), Is.EqualTo(new[] { "0a", "0b", "0c", "1a", "1b", "2a", "2b" }));
    }

    [Test]
    public async Task A_message_with_a_trace_has_its_level()
    {
        (Blocked blocked, ActorRef actor) = await BlockedAsync();
        using (new Activity("sender").SetIdFormat(ActivityIdFormat.W3C).Start())
        {
            await actor.TellAsync("1a", Limit);
            await actor.TellAsync("0a", Limit);
        }

        await ReleaseAsync(blocked, 3);
        Assert.That(blocked.Handled.Skip(1), Is.EqualTo(new[] { "0a", "1a" }));
    }

    [Test]
    public async Task A_level_that_was_passed_over_16_times_is_due()
    {
        (Blocked blocked, ActorRef actor) = await BlockedAsync(capacity: 256);
        foreach (string message in (string[])["2a", "2b", "1a", "1b"])
        {
            await actor.TellAsync(message, Limit);
        }

        for (int i = 0; i < 100; i++)
        {
            await actor.TellAsync($"0-{i}", Limit);
        }

        await ReleaseAsync(blocked, 105);
        object[] handled = blocked.Handled[1..];
        int[] places = [.. ((string[])["1a", "2a", "1b", "2b"]).Select(message => Array.IndexOf(handled, message))];
        Assert.That(places, Is.EqualTo(new[] { 16, 17, 33, 34 }));
        Assert.That(
            handled.Where(static message => ((string)message)[0] == '0'),
            Is.EqualTo(Enumerable.Range(0, 100).Select(static i => $"0-{i}")));
    }

    [Test]
    public async Task The_oldest_message_of_the_least_urgent_level_is_dropped()
    {
        (Blocked blocked, ActorRef actor) = await BlockedAsync(FullMailboxPolicy.DropOldest);
        ValueTask<object> oldest = actor.AskAsync<object>("2-ask", cancellationToken: Limit);
        for (int i = 1; i < Capacity; i++)
        {
            await actor.TellAsync(i < 3 ? $"2-{i}" : $"1-{i}", Limit);
        }

        await actor.TellAsync("1-new", Limit);
        Assert.That(async () => await oldest, Throws.TypeOf<MailboxFullException>());
        await actor.TellAsync("2-new", Limit);
        await actor.TellAsync("0-new", Limit);
        await actor.TellAsync("1-newer", Limit);
        ValueTask<object> leastUrgent = actor.AskAsync<object>("2-newest", cancellationToken: Limit);
        Assert.That(async () => await leastUrgent, Throws.TypeOf<MailboxFullException>(), "all others are more urgent");
        await ReleaseAsync(blocked, Capacity + 1);
        Assert.That(
            blocked.Handled.Skip(1),
            Is.EqualTo(new[] { "0-new", "1-3", "1-4", "1-5", "1-6", "1-7", "1-new", "1-newer" }));
        Assert.That(actor.Owner.DeadLetters.CountOf(DeadLetterReason.MailboxFull), Is.EqualTo(5));
    }

    [Test]
    public async Task A_mailbox_that_drops_the_oldest_still_handles_its_least_urgent_level()
    {
        (Blocked blocked, ActorRef actor) = await BlockedAsync(FullMailboxPolicy.DropOldest);
        for (int i = 0; i < Capacity; i++)
        {
            await actor.TellAsync($"2-{i}", Limit);
        }

        // Each handling makes space for one, and each round adds three.
        int leastUrgent = 0;
        for (int i = 0; i < 60; i++)
        {
            await actor.TellAsync($"0-{i}", Limit);
            await actor.TellAsync($"2-x{i}", Limit);
            blocked.Go();
            await blocked.BegunAsync(Limit);
            leastUrgent = blocked.Handled.Count(static message => message is string { Length: > 0 } text && text[0] == '2');
        }

        Assert.That(leastUrgent, Is.GreaterThan(1));
        blocked.Go(1000);
    }

    [Test]
    public async Task The_policies_to_fail_and_to_drop_the_newest_concern_all_levels_together()
    {
        (Blocked failing, ActorRef first) = await BlockedAsync(FullMailboxPolicy.Fail);
        (Blocked dropping, ActorRef second) = await BlockedAsync(FullMailboxPolicy.DropNewest);
        for (int i = 0; i < Capacity; i++)
        {
            Assert.That(first.TryTell($"2-{i}") && second.TryTell($"2-{i}"), Is.True);
        }

        Assert.That(first.TryTell("0"), Is.False);
        Assert.That(async () => await first.TellAsync("0", Limit), Throws.TypeOf<MailboxFullException>());
        Assert.That(second.TryTell("0-late"), Is.True);
        await ReleaseAsync(failing, Capacity + 1);
        await ReleaseAsync(dropping, Capacity + 1);
        Assert.That(dropping.Handled, Does.Not.Contain("0-late"));
        Assert.That(first.Owner.DeadLetters.CountOf(DeadLetterReason.MailboxFull), Is.EqualTo(1));
        Assert.That(second.Owner.DeadLetters.CountOf(DeadLetterReason.MailboxFull), Is.EqualTo(1));
    }

    [Test]
    public async Task Senders_wait_by_level_and_in_order_within_one()
    {
        (Blocked blocked, ActorRef actor) = await BlockedAsync(maxWaiting: 5);
        for (int i = 0; i < Capacity; i++)
        {
            await actor.TellAsync($"1-{i}", Limit);
        }

        List<Task> tells = [.. ((string[])["2a", "1a", "2b", "0a", "0b"]).Select(message => actor.TellAsync(message, Limit).AsTask())];
        Assert.That(tells, Has.All.Property(nameof(Task.IsCompleted)).False);
        Assert.That(actor.TryTell("0c"), Is.False, "it must not overtake");
        Assert.That(async () => await actor.TellAsync("0c", Limit), Throws.TypeOf<MailboxFullException>(), "five wait");
        blocked.Go();
        await Task.WhenAny(tells[3]).WaitAsync(Limit);
        await blocked.BegunAsync(Limit);
        Assert.That(tells.Count(static tell => tell.IsCompleted), Is.EqualTo(1), "there was space for one");
        blocked.Go(Capacity + 5);
        await Task.WhenAll(tells).WaitAsync(Limit);
        await Eventually(() => blocked.Handled.Length == Capacity + 6, "all are handled");
        string[] handled = [.. blocked.Handled.Cast<string>()];
        Assert.That(Array.IndexOf(handled, "0a"), Is.LessThan(Array.IndexOf(handled, "0b")));
        Assert.That(Array.IndexOf(handled, "2a"), Is.EqualTo(handled.Length - 2));
        Assert.That(handled[^1], Is.EqualTo("2b"));
        Assert.That(actor.Owner.DeadLetters.Count, Is.EqualTo(1), "the sixth");
    }

    [Test]
    public async Task Senders_of_a_level_that_was_passed_over_16_times_are_due()
    {
        (Blocked blocked, ActorRef actor) = await BlockedAsync(maxWaiting: 200);
        for (int i = 0; i < Capacity; i++)
        {
            await actor.TellAsync($"0-{i}", Limit);
        }

        List<Task> tells = [.. ((string[])["2a", "1a"]).Select(message => actor.TellAsync(message, Limit).AsTask())];
        tells.AddRange(Enumerable.Range(0, 100).Select(i => actor.TellAsync($"0-waiting-{i}", Limit).AsTask()));
        await ReleaseAsync(blocked, Capacity + 103);
        await Task.WhenAll(tells).WaitAsync(Limit);

        // Each waits for space while 16 more urgent ones get some, and again in the mailbox.
        object[] handled = blocked.Handled[1..];
        Assert.That(Array.IndexOf(handled, "1a"), Is.InRange(16, Capacity + 33));
        Assert.That(Array.IndexOf(handled, "2a"), Is.InRange(16, Capacity + 35));
        Assert.That(
            handled.Where(static message => ((string)message)[0] == '0').Skip(Capacity),
            Is.EqualTo(Enumerable.Range(0, 100).Select(static i => $"0-waiting-{i}")));
    }

    [Test]
    public async Task A_sender_that_waits_is_not_passed_over_by_those_that_do_not()
    {
        // The handler fills each place that it has made itself, before the turn looks at the waiting senders.
        ActorRef? self = null;
        int urgent = 0;
        TaskCompletionSource<int> begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<int> seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        self = CreateBroker().Spawn(
            "busy",
            async (message, context) =>
            {
                switch ((string)message)
                {
                    case "0-begin":
                        begun.SetResult(0);
                        await go.Task;
                        break;
                    case "1":
                        seen.SetResult(urgent);
                        break;
                    default:
                        if (++urgent < 1000)
                        {
                            _ = context.Self.TryTell(message);
                        }

                        break;
                }
            },
            new ActorOptions { MailboxCapacity = Capacity, Priorities = ByText });
        await self.TellAsync("0-begin", Limit);
        _ = await begun.Task.WaitAsync(Limit);
        for (int i = 0; i < Capacity; i++)
        {
            await self.TellAsync("0", Limit);
        }

        Task waiting = self.TellAsync("1", Limit).AsTask();
        Assert.That(waiting.IsCompleted, Is.False);
        go.SetResult();
        Assert.That(await seen.Task.WaitAsync(Limit), Is.LessThan(100));
        await waiting.WaitAsync(Limit);
    }

    [Test]
    public async Task A_sender_that_gives_up_waiting_has_sent_nothing()
    {
        (Blocked blocked, ActorRef actor) = await BlockedAsync();
        for (int i = 0; i < Capacity; i++)
        {
            await actor.TellAsync($"1-{i}", Limit);
        }

        using CancellationTokenSource giveUp = new();
        ValueTask cancelled = actor.TellAsync("0-cancelled", giveUp.Token);
        ValueTask<object> late = actor.AskAsync<object>("0-late", TimeSpan.FromMilliseconds(1), Limit);
        ValueTask kept = actor.TellAsync("2-kept", Limit);
        await giveUp.CancelAsync();
        Assert.That(async () => await cancelled, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await late, Throws.TypeOf<AskTimeoutException>());
        await ReleaseAsync(blocked, Capacity + 2);
        await kept;
        Assert.That(blocked.Handled[^1], Is.EqualTo("2-kept"));
        Assert.That(blocked.Handled, Does.Not.Contain("0-cancelled").And.Not.Contain("0-late"));
        Assert.That(actor.Owner.DeadLetters.CountOf(DeadLetterReason.Expired), Is.EqualTo(1));
    }

    [Test]
    public async Task Types_their_bases_and_interfaces_have_levels()
    {
        MessagePriorities priorities = MessagePriorities.ByType(4, otherwise: 2).With<Fire>(1).With<IAlarm>(0).With<string>(3);
        Blocked blocked = new();
        ActorRef actor = CreateBroker().Spawn("a", () => blocked, new ActorOptions { Priorities = priorities });
        await actor.TellAsync(0, Limit);
        await blocked.BegunAsync(Limit);
        object[] messages = ["text", 1, new Fire(), new Flood(), 2.5, new BigFire()];
        foreach (object message in messages)
        {
            await actor.TellAsync(message, Limit);
        }

        await ReleaseAsync(blocked, 7);
        Assert.That(blocked.Handled.Skip(1), Is.EqualTo(new[] { messages[3], messages[2], messages[5], messages[1], messages[4], messages[0] }));
    }

    [Test]
    public async Task A_function_that_throws_or_goes_beyond_the_levels_loses_no_message()
    {
        MessagePriorities priorities = MessagePriorities.By(2, static message => (int)message switch
        {
            0 => throw new FormatException("no level"),
            int other => other,
        });
        LogLines lines = new();
        Broker broker = CreateBroker(new BrokerOptions { LoggerFactory = lines });
        Blocked blocked = new();
        ActorRef actor = broker.Spawn("a", () => blocked, new ActorOptions { Priorities = priorities });
        await actor.TellAsync(1, Limit);
        await blocked.BegunAsync(Limit);
        foreach (int message in (int[])[0, 99, -5, int.MinValue])
        {
            await actor.TellAsync(message, Limit);
        }

        await ReleaseAsync(blocked, 5);
        Assert.That(blocked.Handled.Skip(1), Is.EqualTo(new[] { -5, int.MinValue, 0, 99 }));
        Assert.That(lines.Lines, Has.Some.Contains("'a'"));
    }

    [Test]
    public void Levels_out_of_range_are_refused()
    {
        Assert.That(static () => MessagePriorities.By(1, static _ => 0), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("from 2 to 8"));
        Assert.That(static () => MessagePriorities.ByType(9, 0), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("levels is 9"));
        Assert.That(static () => MessagePriorities.ByType(2, 2), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("from 0 to 1"));
        Assert.That(static () => MessagePriorities.ByType(2, 1).With<int>(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(static () => MessagePriorities.By(2, null!), Throws.ArgumentNullException);
    }

    private static async Task ReleaseAsync(Blocked blocked, int count, Func<Func<bool>, string, Task> eventually)
    {
        blocked.Go(count);
        await eventually(() => blocked.Handled.Length == count, $"{count} are handled");
    }

    private Task ReleaseAsync(Blocked blocked, int count) => ReleaseAsync(blocked, count, Eventually);

    // The actor handles "0" until it is released.
    private async Task<(Blocked Blocked, ActorRef Actor)> BlockedAsync(
        FullMailboxPolicy policy = FullMailboxPolicy.Wait, int capacity = Capacity, int maxWaiting = 100)
    {
        Blocked blocked = new();
        ActorRef actor = CreateBroker().Spawn("a", () => blocked, new ActorOptions
        {
            MailboxCapacity = capacity,
            FullMailbox = policy,
            MaxWaitingSenders = maxWaiting,
            Priorities = ByText,
        });
        await actor.TellAsync("0", Limit);
        await blocked.BegunAsync(Limit);
        return (blocked, actor);
    }

    private record Fire : IAlarm;

    private sealed record BigFire : Fire;

    private sealed record Flood : IAlarm;
}
