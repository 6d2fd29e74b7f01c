using System.Collections.Concurrent;

namespace ZmqNative.Actors.Tests;

public sealed class SchedulerTests : BrokerTest
{
    private static readonly string[] AllSteps =
    [
        "factory", "start", "started", "tick", "tick yielded", "tick ran", "other", "other yielded", "other ran", "answered",
        "System.FormatException: poison", "System.FormatException: poison yielded", "System.FormatException: poison ran",
        "restart", "restarting", "dispose", "disposed", "factory", "start", "started", "stop", "stopping", "dispose", "disposed",
    ];

    [Test]
    public async Task All_code_of_an_actor_with_a_thread_of_its_own_runs_there()
    {
        Broker broker = CreateBroker();
        ConcurrentQueue<(string Step, object? Where)> steps = await LiveAsync(
            broker, ActorScheduler.DedicatedThread, static () => Environment.CurrentManagedThreadId);
        Assert.That(steps.Select(static step => step.Where).Distinct(), Has.Exactly(1).Items, Text(steps));
        await Eventually(() => broker.ThreadCount == 0, "the thread has ended with the actor");
    }

    [Test]
    public async Task All_code_of_an_actor_with_a_task_scheduler_runs_there()
    {
        ConcurrentExclusiveSchedulerPair pair = new();
        Broker broker = CreateBroker();
        ConcurrentQueue<(string Step, object? Where)> steps = await LiveAsync(
            broker, ActorScheduler.From(pair.ExclusiveScheduler), static () => TaskScheduler.Current);
        Assert.That(steps.Select(static step => step.Where), Is.All.SameAs(pair.ExclusiveScheduler), Text(steps));
        Assert.That(broker.ThreadCount, Is.Zero);
    }

    [Test]
    public async Task All_code_of_an_actor_with_a_synchronization_context_runs_there()
    {
        using PumpContext pump = new();
        Broker broker = CreateBroker();
        ConcurrentQueue<(string Step, object? Where)> steps = await LiveAsync(
            broker,
            ActorScheduler.From(pump),
            () => Environment.CurrentManagedThreadId == pump.Thread.ManagedThreadId ? SynchronizationContext.Current : null);
        Assert.That(steps.Select(static step => step.Where), Is.All.SameAs(pump), Text(steps));
    }

    [Test]
    public async Task Keyed_actors_and_children_use_the_scheduler_of_their_options()
    {
        Broker broker = CreateBroker();
        ActorOptions options = new() { Scheduler = ActorScheduler.DedicatedThread };
        broker.Register("keyed/{id}", static id => new Naming(id), new KeyedOptions { Actor = options });
        int first = await broker.Actor("keyed/1").AskAsync<int>("thread", cancellationToken: Limit);
        int second = await broker.Actor("keyed/2").AskAsync<int>("thread", cancellationToken: Limit);
        Assert.That(second, Is.Not.EqualTo(first));
        Assert.That(await broker.Actor("keyed/1").AskAsync<int>("thread", cancellationToken: Limit), Is.EqualTo(first));
        Assert.That(await broker.Actor("keyed/1").AskAsync<string>("name", cancellationToken: Limit), Is.EqualTo("ZmqNative actor keyed/1"));
        ActorRef parent = broker.Spawn("parent", (message, context) =>
        {
            context.Reply(context.Spawn("child", static () => new Naming("child"), options));
            return default;
        });
        ActorRef child = await parent.AskAsync<ActorRef>("spawn", cancellationToken: Limit);
        Assert.That(await child.AskAsync<string>("name", cancellationToken: Limit), Is.EqualTo("ZmqNative actor parent/child"));
        Assert.That(broker.ThreadCount, Is.EqualTo(3));
        await broker.StopAsync(parent);
        await broker.StopAsync(broker.Actor("keyed/1"));
        await Eventually(() => broker.ThreadCount == 1, "two have ended");
        Assert.That(await broker.Actor("keyed/1").AskAsync<string>("name", cancellationToken: Limit), Is.EqualTo("ZmqNative actor keyed/1"));
    }

    [Test]
    public async Task A_shared_thread_ends_with_the_last_of_its_actors()
    {
        Broker broker = CreateBroker();
        ActorRef Spawn(string name, string thread) =>
            broker.Spawn(name, () => new Naming(name), new ActorOptions { Scheduler = ActorScheduler.SharedThread(thread) });
        ActorRef[] actors = [Spawn("a", "one"), Spawn("b", "one"), Spawn("c", "two")];
        List<int> threads = [];
        foreach (ActorRef actor in actors)
        {
            threads.Add(await actor.AskAsync<int>("thread", cancellationToken: Limit));
        }

        Assert.That(threads[1], Is.EqualTo(threads[0]));
        Assert.That(threads[2], Is.Not.EqualTo(threads[0]));
        Assert.That(await actors[1].AskAsync<string>("name", cancellationToken: Limit), Is.EqualTo("ZmqNative actors one"));
        await broker.StopAsync(actors[0]);
        Assert.That(await actors[1].AskAsync<int>("thread", cancellationToken: Limit), Is.EqualTo(threads[0]));
        await broker.StopAsync(actors[1]);
        await Eventually(() => broker.ThreadCount == 1, "the first has ended");
        ActorRef later = Spawn("d", "one");
        Assert.That(await later.AskAsync<string>("name", cancellationToken: Limit), Is.EqualTo("ZmqNative actors one"));
        Assert.That(broker.ThreadCount, Is.EqualTo(2));
    }

    [Test]
    public async Task A_scheduler_that_throws_stops_its_actor_and_not_its_senders()
    {
        Broker broker = CreateBroker();
        Recorder recorder = new();
        RefusingScheduler scheduler = new();
        ActorRef actor = broker.Spawn(
            "a", () => new Recorded(recorder, "a"), new ActorOptions { Scheduler = ActorScheduler.From(scheduler) });
        Assert.That(await actor.AskAsync<bool>("x", cancellationToken: Limit), Is.True);
        await Eventually(() => ((ActorCell)actor).IsAtRest, "its turn has ended");
        scheduler.Refuses = true;
        Assert.That(async () => await actor.AskAsync<bool>("y", cancellationToken: Limit), Throws.TypeOf<ActorStoppedException>());
        await broker.StopAsync(actor);
        Assert.That(recorder.Events, Is.EqualTo(new[] { "a started", "a got x", "a stopping", "a disposed" }));
        Assert.That(broker.DeadLetters.CountOf(DeadLetterReason.Stopped), Is.EqualTo(1));
    }

    [Test]
    public async Task A_sender_s_execution_context_does_not_reach_the_actor()
    {
        using PumpContext pump = new();
        Broker broker = CreateBroker();
        AsyncLocal<string?> local = new();
        ActorScheduler[] schedulers =
            [ActorScheduler.DedicatedThread, ActorScheduler.From(pump), ActorScheduler.From(new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler)];
        for (int i = 0; i < schedulers.Length; i++)
        {
            ActorRef actor = broker.Spawn(
                $"a/{i}",
                (message, context) =>
                {
                    context.Reply(local.Value ?? "none");
                    local.Value = "of the message before";
                    return default;
                },
                new ActorOptions { Scheduler = schedulers[i] });
            local.Value = "the sender's";
            Assert.That(await actor.AskAsync<string>("x", cancellationToken: Limit), Is.EqualTo("none"));
            Assert.That(await actor.AskAsync<string>("x", cancellationToken: Limit), Is.EqualTo("none"));
        }
    }

    private async Task<ConcurrentQueue<(string Step, object? Where)>> LiveAsync(Broker broker, ActorScheduler scheduler, Func<object?> where)
    {
        ConcurrentQueue<(string Step, object? Where)> steps = new();
        ActorRef other = broker.Spawn("other", static (string text) => text);
        ActorRef actor = broker.Spawn(
            "affine",
            () =>
            {
                steps.Enqueue(("factory", where()));
                return new Affine(steps, where);
            },
            new ActorOptions { Scheduler = scheduler });
        await Eventually(() => steps.Any(static step => step.Step == "tick ran"), "the timer has fired");
        Assert.That(await actor.AskAsync<bool>(other, cancellationToken: Limit), Is.True);
        Assert.That(async () => await actor.AskAsync<bool>(new FormatException("poison"), cancellationToken: Limit), Throws.TypeOf<ActorFailedException>());
        await Eventually(() => steps.Count(static step => step.Step == "tick ran") == 2, "the new instance has started");
        await broker.StopAsync(actor);
        string[] ticks = ["tick", "tick yielded", "tick ran"];
        Assert.That(steps.Select(static step => step.Step), Is.EquivalentTo(AllSteps.Concat(ticks)));
        return steps;
    }

    private static string Text(IEnumerable<(string Step, object? Where)> steps) =>
        string.Join('\n', steps.Select(static step => $"{step.Step}: {step.Where}"));

    private sealed class Naming(string id) : Actor
    {
        public override async ValueTask ReceiveAsync(object message, ActorContext context)
        {
            await Task.Yield();
            if (message is "thread")
            {
                context.Reply(Environment.CurrentManagedThreadId);
            }
            else
            {
                context.Reply(Thread.CurrentThread.Name ?? id);
            }
        }
    }

    private sealed class RefusingScheduler : TaskScheduler
    {
        private readonly TaskScheduler _inner = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;

        public bool Refuses { get; set; }

        protected override void QueueTask(Task task)
        {
            ObjectDisposedException.ThrowIf(Refuses, this);
            _ = Task.Factory.StartNew(() => TryExecuteTask(task), CancellationToken.None, TaskCreationOptions.None, _inner);
        }

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }
}
