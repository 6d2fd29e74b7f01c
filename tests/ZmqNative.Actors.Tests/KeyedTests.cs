namespace ZmqNative.Actors.Tests;

public sealed class KeyedTests : BrokerTest
{
    private Recorder _recorder = new();

    [SetUp]
    public void Forget() => _recorder = new Recorder();

    [Test]
    public async Task The_first_message_creates_the_actor()
    {
        Broker broker = CreateBroker();
        broker.Register("order/{id}", id => new Recorded(_recorder, id));
        ActorRef order = broker.Actor("order/42");
        Assert.That(broker.ActorCount, Is.Zero);
        Assert.That(order.TryTell("first"), Is.True);
        _ = await broker.Actor("order/42").AskAsync<bool>("second", cancellationToken: Limit);
        _ = await broker.Actor("order/7").AskAsync<bool>("other", cancellationToken: Limit);
        Assert.That(_recorder.Events, Is.EqualTo(new[] { "42 started", "42 got first", "42 got second", "7 started", "7 got other" }));
        Assert.That(async () => await broker.Actor("order").TellAsync("x"), Throws.TypeOf<ActorNotFoundException>());
        Assert.That(async () => await broker.Actor("order/a/b").TellAsync("x"), Throws.TypeOf<ActorNotFoundException>());
    }

    [TestCase("order")]
    [TestCase("order/id")]
    [TestCase("order/{}")]
    [TestCase("or der/{id}")]
    [TestCase("/{id}")]
    public void An_invalid_template_is_refused(string template) =>
        Assert.That(() => CreateBroker().Register(template, id => new Recorded(_recorder, id)), Throws.ArgumentException);

    [Test]
    public async Task An_idle_actor_is_passivated_and_created_again()
    {
        TestBroker kit = CreateKit();
        Broker broker = kit.Broker;
        broker.Register("order/{id}", id => new Recorded(_recorder, id), new KeyedOptions { PassivateAfter = TimeSpan.FromMinutes(1) });
        ActorRef order = broker.Actor("order/42");
        _ = await order.AskAsync<bool>("one", Generous, Limit);
        await kit.AdvanceAsync(TimeSpan.FromSeconds(59));
        Assert.That(broker.ActorCount, Is.EqualTo(1));
        await kit.AdvanceAsync(TimeSpan.FromSeconds(30));
        Assert.That(broker.ActorCount, Is.Zero, "it is passivated");
        _ = await order.AskAsync<bool>("two", Generous, Limit);
        Assert.That(_recorder.Events, Is.EqualTo(new[]
        {
            "42 started", "42 got one", "42 stopping", "42 disposed", "42 started", "42 got two",
        }));
    }

    [Test]
    public async Task A_message_during_passivation_reaches_the_next_instance_once_the_last_has_stopped()
    {
        TestBroker kit = CreateKit();
        Broker broker = kit.Broker;
        TaskCompletionSource stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        broker.Register(
            "slow/{id}", _ => new SlowToStop(_recorder, stopping, go.Task), new KeyedOptions { PassivateAfter = TimeSpan.FromSeconds(4) });
        ActorRef slow = broker.Actor("slow/1");
        _ = await slow.AskAsync<int>("one", Generous, Limit);
        await kit.AdvanceAsync(TimeSpan.FromSeconds(10));
        Assert.That(stopping.Task.IsCompleted, Is.True);
        ValueTask<int> ask = slow.AskAsync<int>("two", Generous, Limit);
        await broker.Actor("slow/1").TellAsync("three", Limit);
        Assert.That(_recorder.Events, Is.EqualTo(new[] { "made", "got one" }));
        go.SetResult();
        Assert.That(await ask, Is.EqualTo(1));
        _ = await slow.AskAsync<int>("four", Generous, Limit);
        Assert.That(_recorder.Events, Is.EqualTo(new[] { "made", "got one", "ended", "made", "got two", "got three", "got four" }));
        Assert.That(broker.DeadLetters.Count, Is.Zero);
    }

    [Test]
    public async Task An_instance_that_is_stopped_before_its_turn_does_not_let_another_start_too_early()
    {
        Broker broker = CreateBroker();
        TaskCompletionSource stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        broker.Register("slow/{id}", _ => new SlowToStop(_recorder, stopping, go.Task));
        ActorRef slow = broker.Actor("slow/1");
        _ = await slow.AskAsync<int>("one", Generous, Limit);
        Task first = broker.StopAsync(slow, timeout: Generous).AsTask();
        await stopping.Task.WaitAsync(Limit);

        // The second waits for the end of the first, and is stopped meanwhile; the third must wait for both.
        await slow.TellAsync("two", Limit);
        Task second = broker.StopAsync(slow, timeout: Generous).AsTask();
        await Eventually(() => broker.DeadLetters.Count == 1, "the second refuses what it had");
        ValueTask<int> third = slow.AskAsync<int>("three", Generous, Limit);
        await Eventually(() => broker.Cells.All(static cell => cell.IsIdle || cell.IsStopRequested), "no turn is due");
        Assert.That(_recorder.Events, Is.EqualTo(new[] { "made", "got one" }));
        Assert.That(second.IsCompleted, Is.False);
        go.SetResult();
        _ = await third;
        await first.WaitAsync(Limit);
        await second.WaitAsync(Limit);
        Assert.That(_recorder.Events, Is.EqualTo(new[] { "made", "got one", "ended", "made", "got three" }));
    }

    [Test]
    public async Task Nothing_is_lost_while_actors_are_passivated_continuously()
    {
        Broker broker = CreateBroker();
        int[] counts = new int[4];
        broker.Register("n/{id}", id => new Counting(counts, int.Parse(id)), new KeyedOptions { PassivateAfter = TimeSpan.FromMilliseconds(4) });
        int size = Storm.Size(20_000);
        await Storm.EndAsync(Enumerable.Range(0, 4).Select(sender => Task.Run(async () =>
        {
            ActorRef[] refs = [.. Enumerable.Range(0, 4).Select(key => broker.Actor($"n/{key}"))];
            for (int i = 0; i < size; i++)
            {
                await refs[i % 4].TellAsync(i);
                if (i % 500 == 0)
                {
                    await Task.Delay(5);
                }
            }
        })));
        await Eventually(() => counts.Sum() + broker.DeadLetters.Count == 4 * size, "all are handled");
        Assert.That(broker.DeadLetters.Count, Is.Zero);
    }

    [Test]
    public async Task A_sweep_checks_no_actor_that_cannot_be_due()
    {
        const int Count = 1000;
        TestBroker kit = CreateKit();
        Broker broker = kit.Broker;
        for (int i = 0; i < 10; i++)
        {
            broker.Register($"kind-{i}/{{id}}", id => new Recorded(_recorder, id), new KeyedOptions { PassivateAfter = TimeSpan.FromSeconds(4) });
        }

        _ = broker.Spawn("spawned", static (_, _) => default);
        for (int i = 0; i < Count; i++)
        {
            await broker.Actor($"kind-0/{i}").TellAsync("begin", Limit);
        }

        await kit.IdleAsync();
        PassivationSchedule schedule = broker.ScheduleOf("kind-0")!;
        Assert.That((schedule.Count, schedule.Looks), Is.EqualTo((Count, 0)));
        await kit.AdvanceAsync(TimeSpan.FromSeconds(4));
        Assert.That((schedule.Looks, broker.ActorCount), Is.EqualTo((0, Count + 1)), "none was idle for the whole time");
        await broker.Actor("kind-0/7").TellAsync("go on", Limit);
        await kit.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.That((schedule.Looks, broker.ActorCount), Is.EqualTo((Count, 2)), "passivated, but for the one that was in use");
        Assert.That(schedule.Count, Is.EqualTo(1));
        await kit.AdvanceAsync(TimeSpan.FromSeconds(3));
        Assert.That((schedule.Looks, broker.ActorCount), Is.EqualTo((Count, 2)));
        await kit.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.That((schedule.Looks, schedule.Count, broker.ActorCount), Is.EqualTo((Count + 1, 0, 1)), "passivated");
        Assert.That(Enumerable.Range(1, 9).Sum(i => broker.ScheduleOf($"kind-{i}")!.Looks), Is.Zero, "each checks only its own");
    }

    [Test]
    public async Task An_actor_that_is_stopped_is_not_kept_until_its_sweep()
    {
        TestBroker kit = CreateKit();
        Broker broker = kit.Broker;
        broker.Register("order/{id}", id => new Recorded(_recorder, id));
        for (int i = 0; i < 100; i++)
        {
            await broker.Actor($"order/{i}").TellAsync("begin", Limit);
            await broker.StopAsync(broker.Actor($"order/{i}"));
        }

        Assert.That(broker.ScheduleOf("order")!.Count, Is.Zero, "forgotten");
    }

    private sealed class Counting(int[] counts, int index) : Actor
    {
        public override ValueTask ReceiveAsync(object message, ActorContext context)
        {
            counts[index]++;
            return default;
        }
    }

    private sealed class SlowToStop(Recorder recorder, TaskCompletionSource stopping, Task go) : Actor
    {
        private int _messages;

        public override ValueTask OnStartedAsync(ActorContext context)
        {
            recorder.Add("made");
            return default;
        }

        public override async ValueTask OnStoppingAsync(ActorContext context)
        {
            _ = stopping.TrySetResult();
            await go;
            recorder.Add("ended");
        }

        public override ValueTask ReceiveAsync(object message, ActorContext context)
        {
            recorder.Add($"got {message}");
            context.Reply(++_messages);
            return default;
        }
    }
}
