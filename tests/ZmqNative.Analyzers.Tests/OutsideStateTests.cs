using Microsoft.CodeAnalysis.Testing;

namespace ZmqNative.Analyzers.Tests;

/// <summary>ZMQ006.</summary>
internal sealed class OutsideStateTests : RuleTest<OutsideStateAnalyzer, EmptyCodeFixProvider>
{
    [Test]
    public Task State_that_is_used_through_the_instance_is_reported() => VerifyAsync(Instance(
        "Counter counter = new(); counter.Limit = 1; broker.Spawn(\"a\", () => counter); _ = [|counter.Limit|]; _ = [|counter.Sum|]; [|counter.Add()|];",
        "Counter counter = new(); broker.Spawn(\"a\", () => counter); _ = [|counter.Numbers|].Count;",
        "Counter? counter = null; broker.Spawn(\"a\", () => counter = new Counter()); _ = [|counter!.Sum|];",
        "Counter counter = new(); broker.Register(\"a/{id}\", id => counter); _ = [|counter.Field|];"));

    [Test]
    public Task Members_that_are_safe_or_used_before_the_actor_starts_are_not_reported() => VerifyAsync(Instance(
        "Counter counter = new() { Limit = 1 }; counter.Add(); _ = counter.Sum; broker.Spawn(\"a\", () => counter);",
        "Counter counter = new(); broker.Spawn(\"a\", () => counter); _ = counter.Done; _ = counter.Name; _ = counter.Total; _ = counter.Queue.Count; counter.AddSafely();",
        "Counter counter = new(); broker.Spawn(\"a\", () => new Counter()); _ = counter.Sum;",
        "ActorRef actor = broker.Spawn(\"a\", () => new Counter { Limit = 1 }); await actor.TellAsync(1);"));

    [Test]
    public Task State_after_the_end_of_the_actor_or_when_it_is_idle_is_not_reported() => VerifyAsync(Instance(
        "Counter counter = new(); ActorRef actor = broker.Spawn(\"a\", () => counter); await broker.StopAsync(actor); _ = counter.Sum;",
        "Broker other = new(); Counter counter = new(); other.Spawn(\"a\", () => counter); await other.DisposeAsync().ConfigureAwait(false); _ = counter.Sum;",
        "Counter counter = new(); await using (Broker other = new()) { other.Spawn(\"a\", () => counter); _ = [|counter.Sum|]; } _ = counter.Sum;",
        "await using ZmqNative.Actors.TestKit.TestBroker test = new(); Counter counter = new(); test.Broker.Spawn(\"a\", () => counter); await test.IdleAsync(); _ = counter.Sum;",
        "await using ZmqNative.Actors.TestKit.TestBroker test = new(); Counter counter = new(); test.Broker.Spawn(\"a\", () => counter); await test.AdvanceAsync(default); _ = counter.Sum;",
        "Counter counter = new(); ActorRef actor = broker.Spawn(\"a\", () => counter); await actor.TellAsync(1); _ = [|counter.Sum|];"));

    [Test]
    public Task A_variable_with_another_instance_is_not_reported() => VerifyAsync(Instance(
        "Counter counter = new(); broker.Spawn(\"a\", () => counter); _ = [|counter.Sum|]; counter = new(); _ = counter.Sum;",
        "Counter? counter = null; broker.Spawn(\"a\", () => counter = new Counter()); counter = new(); if (counter.Limit > 0) { _ = counter.Sum; }",
        "Counter counter = new(); broker.Spawn(\"a\", () => counter); if (DateTime.Now.Hour > 1) { counter = new(); _ = counter.Sum; } _ = [|counter.Sum|];",
        "Counter counter = new(); Counter other = new(); broker.Spawn(\"a\", () => counter); other = new(); _ = [|counter.Sum|]; _ = other.Sum;"));

    [Test]
    public Task State_that_a_task_changes_is_reported() => VerifyAsync(Actor(
        "_ = Task.Run(() => [|_sum++|]);",
        "_ = Task.Run(async () => { await Task.Yield(); [|_sum = 1|]; });",
        "Task.Run(() => [|_sum += 1|]);",
        "new Thread(() => [|_sum = 1|]).Start();",
        "ThreadPool.QueueUserWorkItem(_ => [|Sum = 1|]);",
        "using Timer timer = new(_ => [|_sum = 1|], null, 1, 1);",
        "_ = Task.Delay(1).ContinueWith(_ => [|_numbers.Add(1)|]);",
        "_ = Task.Run(() => [|_names[1] = \"a\"|]);",
        "_ = Task.Run(() => [|_array[1] = 1|]);",
        "_ = Task.Run(() => int.TryParse(\"1\", [|out _sum|]));",
        "_ = Task.Run(() => [|given++|]);",
        "Parallel.For(0, 2, i => [|_sum++|]);"));

    [Test]
    public Task Changes_that_the_handler_waits_for_or_that_are_safe_are_not_reported() => VerifyAsync(Actor(
        "await Task.Run(() => _sum++);",
        "await Task.Run(() => _sum++).WaitAsync(TimeSpan.FromSeconds(1));",
        "Task task = Task.Run(() => _sum++); await task;",
        "Task a = Task.Run(() => _sum++); await Task.WhenAll(a, Task.CompletedTask);",
        "_ = Task.Run(() => Interlocked.Increment(ref _sum));",
        "_ = Task.Run(() => { lock (_numbers) { _sum++; } });",
        "_ = Task.Run(() => _last = 1);",
        "_ = Task.Run(() => { int own = 0; own++; });",
        "_ = Task.Run(() => context.Self.TryTell(_sum));",
        "Func<int> later = () => _sum++; _ = later();"));

    private static string Instance(params string[] statements) => $$"""
        await using Broker broker = new();
        {{string.Join("\n", statements.Select(static s => $"{{ {s} }}"))}}

        sealed class Counter : Actor
        {
            private readonly TaskCompletionSource _done = new();
            private readonly string _name = "x";
            private int _sum;

            public int Field;

            public int Limit { get; set; }

            public string Fixed { get; } = "x";

            public List<int> Numbers { get; } = [];

            public System.Collections.Concurrent.ConcurrentQueue<int> Queue { get; } = new();

            public int Sum => _sum;

            public int Total => Volatile.Read(ref _sum);

            public string Name => _name;

            public Task Done => _done.Task;

            public void Add() => _sum++;

            public void AddSafely() => Interlocked.Increment(ref _sum);

            public override ValueTask ReceiveAsync(object message, ActorContext context)
            {
                _sum++;
                return default;
            }
        }
        """;

    private static string Actor(params string[] statements) => $$"""
        await using Broker broker = new();

        sealed class Example(int given) : Actor
        {
            private readonly List<int> _numbers = [];
            private readonly Dictionary<int, string> _names = [];
            private readonly int[] _array = new int[2];
            private int _sum;
            private volatile int _last;

            private int Sum { get; set; }

            public override async ValueTask ReceiveAsync(object message, ActorContext context)
            {
                await Task.Yield();
                {{string.Join("\n        ", statements.Select(static s => $"{{ {s} }}"))}}
                _ = _last + given;
            }
        }
        """;
}
