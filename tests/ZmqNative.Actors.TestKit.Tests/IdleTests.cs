namespace ZmqNative.Actors.TestKit.Tests;

public sealed class IdleTests : TestKitTest
{
    [Test]
    public async Task A_chain_of_messages_is_over_when_the_broker_is_idle()
    {
        const int Actors = 20;
        int handled = 0;
        ActorRef[] actors = new ActorRef[Actors];
        for (int i = 0; i < Actors; i++)
        {
            int next = (i + 1) % Actors;
            actors[i] = Broker.Spawn($"a/{i}", async (message, _) =>
            {
                Interlocked.Increment(ref handled);
                if ((int)message > 1)
                {
                    await actors[next].TellAsync((int)message - 1);
                }
            });
        }

        await actors[0].TellAsync(500);
        await actors[7].TellAsync(300);
        await Kit.IdleAsync();
        Assert.That(handled, Is.EqualTo(800));
    }

    [Test]
    public async Task A_broker_without_actors_is_idle()
    {
        await Kit.IdleAsync();
        await Kit.AdvanceAsync(TimeSpan.FromDays(1));
        Assert.That(Kit.Time.GetUtcNow(), Is.EqualTo(new DateTimeOffset(2000, 1, 2, 0, 0, 0, TimeSpan.Zero)));
    }

    [Test]
    public async Task Code_on_the_thread_pool_that_a_handling_awaits_is_waited_for()
    {
        int steps = 0;
        ActorRef runner = SpawnRunner();
        await RunAsync(runner, async _ =>
        {
            for (int i = 0; i < 30; i++)
            {
                await Task.Yield();
                await Task.Run(() => Interlocked.Increment(ref steps));
                await Task.Run(async () => await Task.Yield()).ConfigureAwait(false);
            }

            Interlocked.Increment(ref steps);
        });
        await Kit.IdleAsync();
        Assert.That(steps, Is.EqualTo(31));
    }

    [Test]
    public async Task A_handling_that_awaits_virtual_time_is_idle_and_goes_on_with_the_time()
    {
        List<string> events = [];
        ActorRef runner = SpawnRunner();
        await RunAsync(runner, async _ =>
        {
            events.Add("begun");
            await Task.Delay(TimeSpan.FromHours(1), Kit.Time);
            await Task.Yield();
            events.Add("an hour later");
            await Task.Delay(TimeSpan.FromHours(1), Kit.Time).ConfigureAwait(false);
            await Task.Yield();
            events.Add("two hours later");
        });
        await Kit.IdleAsync();
        Assert.That(events, Is.EqualTo(new[] { "begun" }));
        await Kit.AdvanceAsync(TimeSpan.FromHours(1));
        Assert.That(events, Is.EqualTo(new[] { "begun", "an hour later" }));
        await Kit.AdvanceAsync(TimeSpan.FromHours(1));
        Assert.That(events, Has.Count.EqualTo(3));
    }

    [TestCase(TaskCreationOptions.None, true)]
    [TestCase(TaskCreationOptions.None, false)]
    [TestCase(TaskCreationOptions.RunContinuationsAsynchronously, true)]
    [TestCase(TaskCreationOptions.RunContinuationsAsynchronously, false)]
    public async Task A_handling_that_awaits_a_task_of_the_test_is_idle_until_that_completes(TaskCreationOptions options, bool captures)
    {
        TaskCompletionSource<int>[] gates = [.. Enumerable.Range(0, 10).Select(_ => new TaskCompletionSource<int>(options))];
        int passed = 0;
        ActorRef runner = SpawnRunner();
        await RunAsync(runner, async _ =>
        {
            foreach (TaskCompletionSource<int> gate in gates)
            {
                await gate.Task.ConfigureAwait(captures);
                await Task.Yield();
                Interlocked.Increment(ref passed);
            }
        });
        for (int i = 0; i < gates.Length; i++)
        {
            await Kit.IdleAsync();
            Assert.That(passed, Is.EqualTo(i));
            gates[i].SetResult(i);
        }

        await Kit.IdleAsync();
        Assert.That(passed, Is.EqualTo(gates.Length));
    }

    [Test]
    public async Task An_ask_of_a_probe_is_idle_until_it_is_answered()
    {
        TestProbe store = Kit.CreateProbe("store");
        List<int> answers = [];
        ActorRef runner = SpawnRunner();
        ActorRef other = SpawnRunner("other");
        await RunAsync(runner, async _ => answers.Add(await store.Ref.AskAsync<int>("one")));
        await RunAsync(other, async _ => answers.Add(await store.Ref.AskAsync<int>("two").ConfigureAwait(false)));
        await Kit.IdleAsync();
        Assert.That(answers, Is.Empty);
        await store.ExpectInAnyOrderAsync(["one", "two"]);
        Assert.That(store.Reply(2), Is.True);
        await Kit.IdleAsync();
        Assert.That(answers, Is.EqualTo(new[] { 2 }));
    }

    [Test]
    public async Task Children_keyed_actors_restarts_and_stops_are_waited_for()
    {
        List<string> events = [];
        Broker.Register("k/{id}", id => new Slow(events, id));
        ActorRef parent = SpawnRunner("parent");
        await RunAsync(parent, context =>
        {
            _ = context.Spawn("child", () => new Slow(events, "child"));
            return Task.CompletedTask;
        });
        await Broker.Actor("k/1").TellAsync("x");
        await Kit.IdleAsync();
        Assert.That(events, Is.EquivalentTo(new[] { "child started", "1 started", "1 got x" }));
        Assert.That(Broker.ActorCount, Is.EqualTo(3));

        events.Clear();
        await Broker.Actor("k/1").TellAsync(new FormatException("bad"));
        await Kit.IdleAsync();
        Assert.That(events, Is.Empty, "it waits for the end of its pause");
        await Kit.AdvanceAsync(TimeSpan.FromSeconds(1));
        await Broker.StopAsync(parent);
        await Kit.IdleAsync();
        Assert.That(events, Is.EquivalentTo(new[] { "1 started", "child stopping" }));
    }

    [Test]
    public async Task A_cancelled_handling_is_waited_for()
    {
        TestProbe probe = Kit.CreateProbe();
        bool ended = false;
        ActorRef runner = SpawnRunner();
        await RunAsync(runner, async context =>
        {
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, context.Stopping);
            }
            finally
            {
                await Task.Yield();
                ended = true;
            }
        });
        await probe.WatchAsync(runner);
        await Kit.IdleAsync();
        Assert.That(ended, Is.False);
        ValueTask stop = Broker.StopAsync(runner);
        await Kit.IdleAsync();
        Assert.That(ended, Is.True);
        await stop;
        _ = await probe.ExpectStoppedAsync(runner);
    }

    [Test]
    public async Task A_stream_waits_for_its_reader_and_the_reader_for_the_stream()
    {
        int written = 0;
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ActorRef numbers = Broker.Spawn("numbers", async (_, context) =>
        {
            using ReplyWriter<int> writer = context.ReplyStream<int>();
            await go.Task;
            for (int i = 0; i < 100; i++)
            {
                await writer.WriteAsync(i);
                Interlocked.Increment(ref written);
            }
        });
        ActorRef reader = SpawnRunner("reader");
        List<int> read = [];
        TaskCompletionSource enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await RunAsync(reader, async _ =>
        {
            await foreach (int number in numbers.AskStreamAsync<int>("all", TimeSpan.FromDays(1)))
            {
                read.Add(number);
                if (number == 9)
                {
                    await enough.Task;
                }
            }
        });
        await Kit.IdleAsync();
        Assert.That((written, read.Count), Is.EqualTo((0, 0)));
        go.SetResult();
        await Kit.IdleAsync();
        Assert.That(read, Has.Count.EqualTo(10));
        Assert.That(written, Is.InRange(10, 40), "it is only some answers ahead");
        enough.SetResult();
        await Kit.IdleAsync();
        Assert.That((written, read.Count), Is.EqualTo((100, 100)));
    }

    [Test]
    public async Task A_tell_that_waits_for_space_is_idle()
    {
        TaskCompletionSource go = new();
        int handled = 0;
        ActorRef slow = Broker.Spawn(
            "slow",
            async (_, _) =>
            {
                await go.Task;
                handled++;
            },
            new ActorOptions { MailboxCapacity = 2 });
        int sent = 0;
        ActorRef sender = SpawnRunner("sender");
        await RunAsync(sender, async _ =>
        {
            for (int i = 0; i < 10; i++)
            {
                await slow.TellAsync(i);
                sent++;
            }
        });
        await Kit.IdleAsync();
        Assert.That(sent, Is.EqualTo(3), "one is handled, two wait");
        go.SetResult();
        await Kit.IdleAsync();
        Assert.That((sent, handled), Is.EqualTo((10, 10)));
    }

    [Test]
    public async Task A_router_and_topics_are_waited_for()
    {
        TestProbe first = Kit.CreateProbe("first");
        TestProbe second = Kit.CreateProbe("second");
        Router all = Broker.SpawnRouter("all", RoutingStrategy.Broadcast, first, second);
        Broker.Topics.Subscribe("prices/", first);
        await all.TellAsync("news");
        Assert.That(Broker.Topics.Publish("prices/EUR", 1.07m), Is.EqualTo(1));
        await Kit.IdleAsync();
        Assert.That((first.Messages.Count, second.Messages.Count), Is.EqualTo((2, 1)));
        await Broker.StopAsync(second);
        await Kit.IdleAsync();
        await all.TellAsync("more");
        await Kit.IdleAsync();
        Assert.That(first.Unexpected, Is.EqualTo(3));
    }

    [Test]
    public async Task An_actor_cannot_wait_for_an_idle_broker()
    {
        TaskCompletionSource<Exception?> thrown = new();
        await RunAsync(SpawnRunner(), async _ =>
        {
            await Task.Yield();
            try
            {
                await Kit.IdleAsync();
                thrown.SetResult(null);
            }
            catch (InvalidOperationException exception)
            {
                thrown.SetResult(exception);
            }
        });
        Assert.That((await thrown.Task)?.Message, Does.Contain("'runner' cannot wait"));
    }

    private sealed class Slow(List<string> events, string name) : Actor
    {
        public override async ValueTask OnStartedAsync(ActorContext context)
        {
            await Task.Yield();
            Add("started");
        }

        public override async ValueTask OnStoppingAsync(ActorContext context)
        {
            await Task.Run(static () => { });
            Add("stopping");
        }

        public override async ValueTask ReceiveAsync(object message, ActorContext context)
        {
            await Task.Yield();
            if (message is Exception exception)
            {
                throw exception;
            }

            Add($"got {message}");
        }

        private void Add(string what)
        {
            lock (events)
            {
                events.Add($"{name} {what}");
            }
        }
    }
}
