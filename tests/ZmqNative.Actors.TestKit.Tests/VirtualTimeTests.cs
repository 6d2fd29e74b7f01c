namespace ZmqNative.Actors.TestKit.Tests;

public sealed class VirtualTimeTests : TestKitTest
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Test]
    public async Task A_handling_that_waits_for_long_adds_no_timer_to_those_of_the_test()
    {
        ActorRef first = SpawnRunner("first");
        ActorRef second = SpawnRunner("second");
        await RunAsync(first, _ => Task.Delay(1000 * Second, Kit.Time));
        await Kit.AdvanceAsync(2 * Second);
        Assert.That((Broker.LongHandlings, Kit.Time.ActiveTimers), Is.EqualTo((1, 1)), "it is counted, and only its delay is left");
        await RunAsync(second, _ => Task.Delay(2000 * Second, Kit.Time));
        await Kit.AdvanceAsync(2 * Second);
        Assert.That((Broker.LongHandlings, Kit.Time.ActiveTimers), Is.EqualTo((2, 2)));
        await RunAsync(first, _ => Task.Delay(1000 * Second, Kit.Time));
        await Kit.AdvanceAsync(1000 * Second);
        Assert.That((Broker.LongHandlings, Kit.Time.ActiveTimers), Is.EqualTo((3, 2)), "so is the next one of the first actor");
    }

    [Test]
    public async Task The_time_is_not_advanced_beyond_the_calendar()
    {
        DateTimeOffset before = Kit.Time.GetUtcNow();
        Assert.That(async () => await Kit.AdvanceAsync(TimeSpan.MaxValue), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(Kit.Time.GetUtcNow(), Is.EqualTo(before));
        await Kit.AdvanceAsync(DateTimeOffset.MaxValue - before);
        Assert.That(Kit.Time.GetUtcNow(), Is.EqualTo(DateTimeOffset.MaxValue));
    }

    [Test]
    public async Task Timers_fire_in_the_order_of_their_times_and_then_in_that_in_which_they_were_set()
    {
        List<string> fired = [];
        using ITimer third = Timer("third", 3 * Second);
        using ITimer first = Timer("first", Second);
        using ITimer second = Timer("second", Second);
        using ITimer never = Timer("never", Timeout.InfiniteTimeSpan);
        using ITimer atOnce = Timer("at once", TimeSpan.Zero);
        using ITimer disposed = Timer("disposed", Second);
        await disposed.DisposeAsync();
        Assert.That(disposed.Change(Second, Second), Is.False);
        await Kit.IdleAsync();
        Assert.That(fired, Is.EqualTo(new[] { "at once" }));
        await Kit.AdvanceAsync(2 * Second);
        Assert.That(fired, Is.EqualTo(new[] { "at once", "first", "second" }));
        await Kit.AdvanceAsync(Second);
        Assert.That(fired[^1], Is.EqualTo("third"));
        Assert.That(Kit.Time.ActiveTimers, Is.Zero);

        ITimer Timer(string name, TimeSpan due) =>
            Kit.Time.CreateTimer(_ => fired.Add(name), null, due, Timeout.InfiniteTimeSpan);
    }

    [Test]
    public async Task Each_tick_of_an_actor_is_handled_at_its_time()
    {
        List<TimeSpan> at = [];
        long begin = Kit.Time.GetTimestamp();
        ActorRef clock = Broker.Spawn("clock", async (message, context) =>
        {
            if (message is "begin")
            {
                context.StartPeriodicTimer("tick", "tick", TimeSpan.FromMinutes(10));
                context.StartTimer("once", "tick", TimeSpan.FromMinutes(15));
                return;
            }

            await Task.Yield();
            at.Add(Kit.Time.GetElapsedTime(begin));
        });
        await clock.TellAsync("begin");
        await Kit.AdvanceAsync(TimeSpan.FromMinutes(35));
        Assert.That(at.Select(static time => time.TotalMinutes), Is.EqualTo(new[] { 10, 15, 20, 30 }));
        Assert.That(Kit.Time.GetElapsedTime(begin), Is.EqualTo(TimeSpan.FromMinutes(35)));
    }

    [Test]
    public async Task A_timer_that_a_handler_sets_on_the_way_fires_too()
    {
        int hops = 0;
        ActorRef hopper = Broker.Spawn("hopper", (_, context) =>
        {
            hops++;
            context.StartTimer("next", "hop", Second);
            return default;
        });
        await hopper.TellAsync("hop");
        await Kit.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.That(hops, Is.EqualTo(61));
    }

    [Test]
    public async Task An_ask_ends_exactly_when_its_time_out_has_passed()
    {
        TestProbe silent = Kit.CreateProbe("silent");
        Task<int> first = silent.Ref.AskAsync<int>("?", TimeSpan.FromSeconds(5)).AsTask();
        Task<int> second = silent.Ref.AskAsync<int>("?", TimeSpan.FromHours(5)).AsTask();
        await Kit.AdvanceAsync(TimeSpan.FromSeconds(5) - TimeSpan.FromMilliseconds(1));
        Assert.That(first.IsCompleted, Is.False);
        await Kit.AdvanceAsync(TimeSpan.FromMilliseconds(1));
        Assert.That(async () => await first, Throws.TypeOf<AskTimeoutException>());
        await Kit.AdvanceAsync(TimeSpan.FromHours(4));
        Assert.That(second.IsCompleted, Is.False);
        await Kit.AdvanceAsync(TimeSpan.FromHours(1));
        Assert.That(async () => await second, Throws.TypeOf<AskTimeoutException>());
    }

    [Test]
    public async Task The_time_of_an_ask_that_was_answered_does_not_end_the_next_one()
    {
        TestProbe probe = Kit.CreateProbe().Answers((string text) => text.Length);
        for (int i = 1; i < 20; i++)
        {
            ValueTask<int> answer = probe.Ref.AskAsync<int>(new string('x', i), Second);
            await Kit.AdvanceAsync(Second / 2);
            Assert.That(await answer, Is.EqualTo(i));
        }
    }

    [Test]
    public async Task A_tell_a_stop_and_a_passivation_follow_the_clock()
    {
        TaskCompletionSource go = new();
        ActorRef slow = Broker.Spawn("slow", async (_, _) => await go.Task, new ActorOptions { MailboxCapacity = 2 });
        Task[] tells = [.. Enumerable.Range(0, 4).Select(i => slow.TellAsync(i).AsTask())];
        await Kit.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.That(async () => await tells[3], Throws.TypeOf<TellTimeoutException>());
        Task stop = Broker.StopAsync(slow, timeout: TimeSpan.FromHours(1)).AsTask();
        await Kit.AdvanceAsync(TimeSpan.FromHours(1) - Second);
        Assert.That(stop.IsCompleted, Is.False);
        await Kit.AdvanceAsync(Second);
        Assert.That(async () => await stop, Throws.TypeOf<StopTimeoutException>());
        go.SetResult();
        await Kit.IdleAsync();
        Assert.That(Broker.ActorCount, Is.Zero);

        Broker.Register("k/{id}", static _ => new LambdaActor(static (_, _) => default), new KeyedOptions { PassivateAfter = TimeSpan.FromMinutes(4) });
        await Broker.Actor("k/1").TellAsync("x");
        await Kit.AdvanceAsync(TimeSpan.FromMinutes(4) - Second);
        Assert.That(Broker.ActorCount, Is.EqualTo(1));
        await Kit.AdvanceAsync(TimeSpan.FromMinutes(2));
        Assert.That(Broker.ActorCount, Is.Zero);
    }

    [Test]
    public async Task Pauses_before_restarts_follow_the_clock()
    {
        int made = 0;
        ActorOptions options = new() { Supervision = new Supervision { InitialBackoff = Second, MaxBackoff = TimeSpan.FromMinutes(1), Jitter = 0 } };
        ActorRef actor = Broker.Spawn("a", () => ++made < 4 ? throw new FormatException() : new LambdaActor(static (_, _) => default), options);
        await Kit.IdleAsync();
        int[] after = new int[8];
        for (int i = 0; i < after.Length; i++)
        {
            after[i] = made;
            await Kit.AdvanceAsync(Second);
        }

        Assert.That(after, Is.EqualTo(new[] { 1, 2, 2, 3, 3, 3, 3, 4 }));
        await actor.TellAsync("x");
    }

    [Test]
    public async Task The_time_is_advanced_by_one_caller_at_a_time()
    {
        Task second = Task.CompletedTask;
        using ITimer timer = Kit.Time.CreateTimer(_ => second = Kit.AdvanceAsync(Second), null, Second, Timeout.InfiniteTimeSpan);
        await Kit.AdvanceAsync(Second);
        Assert.That(async () => await second, Throws.InvalidOperationException);
        Assert.That(async () => await Kit.AdvanceAsync(-Second), Throws.TypeOf<ArgumentOutOfRangeException>());
        await Kit.AdvanceAsync(TimeSpan.Zero);
    }
}
