using ZmqNative.Analyzers.Fixes;

namespace ZmqNative.Analyzers.Tests;

/// <summary>ZMQ004.</summary>
internal sealed class SelfWaitTests : RuleTest<SelfWaitAnalyzer, SelfWaitFix>
{
    [Test]
    public Task A_handler_that_waits_for_its_own_actor_is_reported() => VerifyAsync(Actor(
        "_ = await [|context.Self.AskAsync<int>(1)|];",
        "_ = await [|context.Self.AskAsync<int>(1)|].ConfigureAwait(false);",
        "_ = await [|context.Self.AskAsync<int>(1)|].AsTask().WaitAsync(TimeSpan.FromSeconds(1));",
        "_ = [|context.Self.AskAsync<int>(1)|].AsTask().Result;",
        "ActorRef self = context.Self; _ = await [|self.AskAsync<int>(1)|];",
        "ValueTask<int> answer = [|context.Self.AskAsync<int>(1)|]; _ = await answer;",
        "Task<int> answer = [|context.Self.AskAsync<int>(1)|].AsTask(); await Task.WhenAll(answer, Task.FromResult(1));",
        "_ = await [|context.Broker.Actor(context.Self.Address).AskAsync<int>(1)|];",
        "_ = await [|_self!.AskAsync<int>(1)|];",
        "await foreach (int number in [|context.Self.AskStreamAsync<int>(1)|]) { }",
        "await [|context.Broker.StopAsync(context.Self)|];"));

    [Test]
    public Task Code_that_does_not_wait_for_the_own_actor_is_not_reported() => VerifyAsync(Actor(
        "await context.Self.TellAsync(1);",
        "_ = context.Self.AskAsync<int>(1);",
        "_ = Task.Run(async () => await context.Self.AskAsync<int>(1));",
        "async Task LaterAsync() => await context.Self.AskAsync<int>(1); _ = LaterAsync();",
        "context.Spawn(\"child\", async (m, child) => await context.Self.AskAsync<int>(1));",
        "_ = await context.Parent!.AskAsync<int>(1);",
        "_ = await _other!.AskAsync<int>(1);",
        "ActorRef self = context.Self; self = context.Parent!; _ = await self.AskAsync<int>(1);",
        "await context.Broker.StopAsync(context.Children[0]);",
        "context.Stop();"));

    [Test]
    public Task Functions_and_typed_handlers_are_checked_as_well() => VerifyAsync("""
        await using Broker broker = new();
        broker.Spawn("a", async (message, context) => { _ = await [|context.Self.AskAsync<int>(1)|]; });
        broker.Spawn("b", (int message, ActorContext context) => [|context.Self.AskAsync<int>(1)|]);

        sealed class Typed : Actor<Typed>, IHandlers<Typed>, IHandle<int, int>
        {
            public static void Describe(HandlerTable<Typed> handlers) => handlers.Ask<int, int>();

            public ValueTask<int> HandleAsync(int message, ActorContext context) => [|context.Self.AskAsync<int>(1)|];

            public override async ValueTask OnStartedAsync(ActorContext context) => await [|context.Self.AskAsync<int>(1)|];

            public async Task StartedAsync(ActorContext context) => await context.Self.AskAsync<int>(1);
        }
        """);

    [TestCase("await [|context.Self.AskAsync<int>(1)|];", "await context.Self.TellAsync(1);")]
    [TestCase("await [|context.Broker.StopAsync(context.Self)|];", "context.Stop();")]
    [TestCase("int i = await [|context.Self.AskAsync<int>(1)|];", "int i = await [|context.Self.AskAsync<int>(1)|];")]
    public Task The_fix_does_not_wait(string before, string after) => VerifyFixAsync(Actor(before), Actor(after));

    private static string Actor(params string[] statements) => $$"""
        await using Broker broker = new();

        sealed class Example : Actor
        {
            private ActorRef? _self;
            private ActorRef? _other;

            public override ValueTask OnStartedAsync(ActorContext context)
            {
                _self = context.Self;
                _other = context.Self;
                _other = context.Parent;
                return default;
            }

            public override async ValueTask ReceiveAsync(object message, ActorContext context)
            {
                await Task.Yield();
                {{string.Join("\n        ", statements.Length == 1 ? statements : statements.Select(static s => $"{{ {s} }}"))}}
            }
        }
        """;
}
