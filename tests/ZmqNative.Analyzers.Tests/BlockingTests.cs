using ZmqNative.Analyzers.Fixes;

namespace ZmqNative.Analyzers.Tests;

/// <summary>ZMQ001.</summary>
internal sealed class BlockingTests : RuleTest<BlockingHandlerAnalyzer, BlockingHandlerFix>
{
    [Test]
    public Task Blocking_in_an_actor_is_reported() => VerifyAsync(Actor(
        "_ = [|task.Result|];",
        "_ = [|value.Result|];",
        "[|task.Wait()|];",
        "[|task.Wait(100)|];",
        "[|task.GetAwaiter().GetResult()|];",
        "[|value.GetAwaiter().GetResult()|];",
        "[|task.ConfigureAwait(false).GetAwaiter().GetResult()|];",
        "[|value.AsTask().Wait()|];",
        "[|Task.WaitAll(task)|];",
        "[|Thread.Sleep(10)|];",
        "[|semaphore.Wait()|];",
        "[|handle.WaitOne()|];",
        "[|thread.Join()|];",
        "[|socket.Receive()|].Dispose();"));

    [Test]
    public Task Code_that_does_not_block_the_turn_is_not_reported() => VerifyAsync(Actor(
        "task.Wait(0);",
        "semaphore.Wait(TimeSpan.Zero);",
        "Thread.Sleep(0);",
        "await task; _ = task.Result;",
        "await Task.WhenAll(task, other); _ = task.Result + other.Result;",
        "Task<int>[] all = [task, other]; await Task.WhenAll(all); _ = all[0].Result + all.Sum(t => t.Result); foreach (Task<int> one in all) { _ = one.Result; }",
        "Task<int> first = await Task.WhenAny(task, other); _ = first.Result;",
        "if (value.IsCompletedSuccessfully) { _ = value.Result; }",
        "_ = Task.Run(() => Thread.Sleep(10));",
        "await Task.Run(() => task.Wait());",
        "_ = task.ContinueWith(done => done.Result);",
        "context.Self.Equals(null); new Timer(_ => Thread.Sleep(10)).Dispose();",
        "void Later() => Thread.Sleep(10); _ = Task.Run(Later);"));

    [Test]
    public Task Results_of_tasks_that_have_completed_are_not_reported() => VerifyAsync(Actor(
        "TaskCompletionSource<int> source = new(), second = new(); await source.Task; _ = [|second.Task.Result|];",
        "if (task is { IsCompletedSuccessfully: true }) { _ = task.Result; }",
        "if (task is { IsCompletedSuccessfully: true } done) { _ = done.Result; }",
        "Task both = Task.WhenAll(task, other); await both; _ = task.Result + other.Result;",
        "List<Task<int>> all = [task, other]; Task whole = Task.WhenAll(all); await whole; foreach (Task<int> one in all) { _ = one.Result; } _ = all[0].Result;",
        "TaskCompletionSource<int> source = new(); await source.Task; _ = source.Task.Result;",
        "TaskCompletionSource<int> source = new(); if (source.Task.IsCompletedSuccessfully) { _ = source.Task.Result; }"));

    [Test]
    public Task Functions_with_options_that_let_them_block_are_not_reported() => VerifyAsync("""
        await using Broker broker = new();
        broker.Spawn("a", (object message, ActorContext context) => { Thread.Sleep(1); return default; }, new ActorOptions { Scheduler = ActorScheduler.DedicatedThread });
        ActorOptions options = new() { Scheduler = ActorScheduler.SharedThread("files") };
        broker.Spawn("b", (string path) => File.ReadAllTextAsync(path).Result, options);
        broker.Spawn("c", (string path) => [|File.ReadAllTextAsync(path).Result|], new ActorOptions { MailboxCapacity = 1 });
        await using ReplyServer server = new(
            "inproc://a", request => { Thread.Sleep(1); return request.Text; }, new ReplyServerOptions { Continuations = ContinuationThread.ThreadPool });
        """);

    [Test]
    public Task Lambdas_and_local_functions_that_run_in_the_turn_are_part_of_it() => VerifyAsync(Actor(
        "int[] a = [1]; _ = a.Select(x => [|task.Result|] + x).ToArray();",
        "void Now() => [|Thread.Sleep(10)|]; Now();",
        "context.Become((m, c) => { [|Thread.Sleep(1)|]; return default; });"));

    [Test]
    public Task Methods_of_an_actor_are_part_of_its_turns_but_not_its_constructor_or_static_functions() => VerifyAsync("""
        sealed class Slow : Actor<Slow>, IHandlers<Slow>, IHandle<string>, IHandle<int, string>
        {
            public Slow() => Thread.Sleep(1);

            public static void Describe(HandlerTable<Slow> handlers) => handlers.Tell<string>().Ask<int, string>();

            public static void Main() => Thread.Sleep(1);

            public ValueTask HandleAsync(string message, ActorContext context)
            {
                Help();
                return default;
            }

            public ValueTask<string> HandleAsync(int message, ActorContext context) => new([|Task.FromResult("x").Result|]);

            private void Help() => [|Thread.Sleep(1)|];

            private static void HelpToo() => [|Thread.Sleep(1)|];
        }
        """);

    [Test]
    public Task Handlers_of_patterns_and_of_hosts_are_checked() => VerifyAsync("""
        await using Broker broker = new();
        broker.Spawn("a", (object message, ActorContext context) => { [|Thread.Sleep(1)|]; return default; });
        broker.Spawn("b", (string text) => { [|Thread.Sleep(1)|]; return text; });
        broker.Spawn("c", () => { Thread.Sleep(1); return new Quick(); });
        await using ReplyServer server = new("inproc://a", request => { [|Thread.Sleep(1)|]; return request.Text; });
        server.Handle(HandleLocal);
        await using Puller puller = new("inproc://b");
        puller.Handle(async message => { await Task.Yield(); [|Thread.Sleep(1)|]; });
        puller.Handle(Quick.Handle);
        Thread.Sleep(1);
        Other();

        static Task<Payload> HandleLocal(ReceivedMessage request)
        {
            [|Thread.Sleep(1)|];
            return Task.FromResult<Payload>("x");
        }

        static void Other() => Thread.Sleep(1);

        sealed class Work : IWorkHandler
        {
            public ValueTask HandleAsync(ReceivedMessage work, CancellationToken cancellationToken)
            {
                [|Thread.Sleep(1)|];
                return default;
            }

            public void Unrelated() => Thread.Sleep(1);
        }

        sealed class Quick : Actor
        {
            public static void Handle(ReceivedMessage message) => [|Thread.Sleep(1)|];

            public override ValueTask ReceiveAsync(object message, ActorContext context) => default;
        }
        """);

    [Test]
    public Task Generated_code_is_not_reported() => VerifyAsync($"// <auto-generated/>\n#nullable enable\n{Actor("Thread.Sleep(1);")}");

    [TestCase("int i = [|task.Result|];", "int i = await task;")]
    [TestCase("string s = [|task.Result|].ToString();", "string s = (await task).ToString();")]
    [TestCase("[|task.Wait()|];", "await task;")]
    [TestCase("[|task.Wait(TimeSpan.FromSeconds(1))|];", "await task.WaitAsync(TimeSpan.FromSeconds(1));")]
    [TestCase("int i = [|value.GetAwaiter().GetResult()|];", "int i = await value;")]
    [TestCase("[|task.ConfigureAwait(false).GetAwaiter().GetResult()|];", "await task.ConfigureAwait(false);")]
    [TestCase("[|Thread.Sleep(10)|];", "await Task.Delay(10);")]
    [TestCase("[|semaphore.Wait(TimeSpan.FromSeconds(1))|];", "await semaphore.WaitAsync(TimeSpan.FromSeconds(1));")]
    [TestCase("[|Task.WaitAll(task, other)|];", "await Task.WhenAll(task, other);")]
    public Task The_fix_awaits(string before, string after) => VerifyFixAsync(Actor(before), Actor(after));

    [TestCase("lock (thread) { [|Thread.Sleep(1)|]; }")]
    [TestCase("[|handle.WaitOne()|];")]
    public Task There_is_no_fix_where_nothing_can_be_awaited(string statement) => VerifyFixAsync(Actor(statement), Actor(statement));

    [Test]
    public Task The_fix_makes_the_method_async() => VerifyFixAsync(
        """
        sealed class Slow : Actor<Slow>, IHandlers<Slow>, IHandle<string>, IHandle<int, string>, IHandle<long, string>
        {
            private readonly Task<string> _task = Task.FromResult("x");

            public static void Main() { }

            public static void Describe(HandlerTable<Slow> handlers) => handlers.Tell<string>();

            // A comment that stays.
            public ValueTask HandleAsync(string message, ActorContext context)
            {
                if (message.Length == 0)
                {
                    return context.Self.TellAsync(1);
                }

                if (message.Length == 1)
                {
                    return ValueTask.CompletedTask;
                }

                [|Thread.Sleep(10)|];
                return default;
            }

            public ValueTask<string> HandleAsync(int message, ActorContext context) => new([|_task.Result|]);

            public ValueTask<string> HandleAsync(long message, ActorContext context)
            {
                if (message == 1)
                {
                    return new(_task);
                }

                string text = [|_task.GetAwaiter().GetResult()|];
                return ValueTask.FromResult(text);
            }
        }
        """,
        """
        sealed class Slow : Actor<Slow>, IHandlers<Slow>, IHandle<string>, IHandle<int, string>, IHandle<long, string>
        {
            private readonly Task<string> _task = Task.FromResult("x");

            public static void Main() { }

            public static void Describe(HandlerTable<Slow> handlers) => handlers.Tell<string>();

            // A comment that stays.
            public async ValueTask HandleAsync(string message, ActorContext context)
            {
                if (message.Length == 0)
                {
                    await context.Self.TellAsync(1);
                    return;
                }

                if (message.Length == 1)
                {
                    return;
                }

                await Task.Delay(10);
            }

            public async ValueTask<string> HandleAsync(int message, ActorContext context) => await _task;

            public async ValueTask<string> HandleAsync(long message, ActorContext context)
            {
                if (message == 1)
                {
                    return await _task;
                }

                string text = await _task;
                return text;
            }
        }
        """);

    [Test]
    public Task The_fix_makes_the_lambda_async() => VerifyFixAsync(
        """
        await using Broker broker = new();
        broker.Spawn("a", (object message, ActorContext context) => { [|Thread.Sleep(1)|]; return default; });
        await using ReplyServer server = new("inproc://a", request => [|File.ReadAllTextAsync(request.Text).Result|]);
        """,
        """
        await using Broker broker = new();
        broker.Spawn("a", async (object message, ActorContext context) => { await Task.Delay(1); });
        await using ReplyServer server = new("inproc://a", async request => await File.ReadAllTextAsync(request.Text));
        """);

    private static string Actor(params string[] statements) => $$"""
        using Context zmq = new();
        await using Broker broker = new();
        broker.Spawn("a", () => new Example(Task.FromResult(1), Task.FromResult(2), new(1), new(1, 1), new ManualResetEvent(false), new(() => { }), zmq.CreateSocket(SocketType.Pull)));

        sealed class Example(Task<int> task, Task<int> other, ValueTask<int> value, SemaphoreSlim semaphore, WaitHandle handle, Thread thread, Socket socket) : Actor
        {
            public object[] All => [task, other, value, semaphore, handle, thread, socket];

            public override async ValueTask ReceiveAsync(object message, ActorContext context)
            {
                await Task.Yield();
                {{string.Join("\n        ", statements.Length == 1 ? statements : statements.Select(static s => $"{{ {s} }}"))}}
            }
        }
        """;
}
