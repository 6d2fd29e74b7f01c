using ZmqNative.Analyzers.Fixes;

namespace ZmqNative.Analyzers.Tests;

/// <summary>ZMQ003.</summary>
internal sealed class UnawaitedTests : RuleTest<UnawaitedCallAnalyzer, UnawaitedCallFix>
{
    private const string Variables = "bool flag = true; Task<int>? given = null; Task<int> last; Func<Task<int>> other = () => Task.FromResult(2); ";

    [Test]
    public Task A_task_that_nothing_awaits_is_reported() => VerifyAsync(Program(
        "[|actor.TellAsync(1)|];",
        "[|actor.AskAsync<int>(1)|];",
        "[|contract.TellAsync(1)|];",
        "[|actor.TellAsync(1)|].ConfigureAwait(false);",
        "[|actor.AskAsync<int>(1)|].AsTask();",
        "maybe?[|.TellAsync(1)|];",
        "[|router.TellAsync(1)|];",
        "Action tell = () => [|actor.TellAsync(1)|];",
        "numbers.ForEach(n => [|actor.TellAsync(n)|]);",
        "void Tell() => [|actor.TellAsync(1)|];",
        "ValueTask<int> [|answer|] = actor.AskAsync<int>(1);",
        "[|pusher.PushAsync(\"x\")|];",
        "[|client.RequestAsync(\"x\")|];",
        "[|typed.AddAsync(1)|];"));

    [Test]
    public Task A_task_that_is_awaited_passed_on_or_discarded_is_not_reported() => VerifyAsync(Program(
        "await actor.TellAsync(1);",
        "_ = actor.TellAsync(1);",
        "_ = maybe?.TellAsync(1);",
        "actor.TryTell(1);",
        "ValueTask<int> answer = actor.AskAsync<int>(1); _ = await answer;",
        "Func<ValueTask> tell = () => actor.TellAsync(1);",
        "ValueTask Tell() => actor.TellAsync(1);",
        "List<Task> tells = []; tells.Add(actor.TellAsync(1).AsTask());",
        "await Task.WhenAll(actor.TellAsync(1).AsTask(), actor.TellAsync(2).AsTask());",
        "NSubstitute.SubstituteExtensions.Received(contract).TellAsync(1);",
        "NSubstitute.SubstituteExtensions.When(contract, actor => { actor.TellAsync(1); });",
        "NSubstitute.Received.InOrder(() => { contract.TellAsync(1); contract.AskAsync<int>(2); });",
        "Task.Delay(1).ContinueWith(_ => { });"));

    [TestCase("[|actor.TellAsync(1)|];", "await actor.TellAsync(1);", UnawaitedCallFix.AwaitTitle)]
    [TestCase("[|actor.AskAsync<int>(1)|];", "await actor.AskAsync<int>(1);", UnawaitedCallFix.AwaitTitle)]
    [TestCase("[|actor.TellAsync(1, CancellationToken.None)|];", "_ = actor.TryTell(1);", UnawaitedCallFix.TryTellTitle)]
    [TestCase("[|actor.AskAsync<int>(1)|];", "_ = actor.AskAsync<int>(1);", UnawaitedCallFix.DiscardTitle)]
    [TestCase("maybe?[|.TellAsync(1)|];", "_ = maybe?.TellAsync(1);", UnawaitedCallFix.DiscardTitle)]
    public Task The_fixes_await_tell_or_discard(string before, string after, string title) => VerifyFixAsync(Program(before), Program(after), title);

    [Test]
    public Task The_message_is_found_among_named_arguments() => VerifyFixAsync(
        Program("[|actor.TellAsync(cancellationToken: default, message: 1)|];"), Program("_ = actor.TryTell(message: 1);"), UnawaitedCallFix.TryTellTitle);

    [TestCase("Task<int>", "flag ? Task.FromResult(1) : other()", "await (flag ? Task.FromResult(1) : other())")]
    [TestCase("ValueTask<int>", "flag switch { true => new(1), _ => default }", "await (ValueTask<int>)(flag switch { true => new(1), _ => default })")]
    [TestCase("Task<int>", "given ?? other()", "await (given ?? other())")]
    [TestCase("ValueTask<int>", "new(given ?? other())", "await (given ?? other())")]
    [TestCase("Task<int>", "last = other()", "await (last = other())")]
    public Task The_fix_awaits_a_returned_expression_as_a_whole(string type, string before, string after) => VerifyFixAsync(
        Program($"{Variables}{type} Run() {{ [|actor.TellAsync(1)|]; return {before}; }}"),
        Program($"{Variables}async {type} Run() {{ await actor.TellAsync(1); return {after}; }}"),
        UnawaitedCallFix.AwaitTitle);

    [Test]
    public Task The_fix_makes_the_handler_async() => VerifyFixAsync(
        """
        await using Broker broker = new();
        broker.Spawn("a", (message, context) =>
        {
            [|context.Self.TellAsync(message)|];
            return default;
        });
        """,
        """
        await using Broker broker = new();
        broker.Spawn("a", async (message, context) =>
        {
            await context.Self.TellAsync(message);
        });
        """,
        UnawaitedCallFix.AwaitTitle);

    private static string Program(params string[] statements) => $$"""
        #pragma warning disable CS4014
        await using Broker broker = new();
        await using Pusher pusher = new("inproc://a");
        await using RequestClient client = new("inproc://b");
        ActorRef actor = broker.Actor("a");
        ActorRef? maybe = actor;
        IActorRef contract = actor;
        Router router = broker.SpawnRouter("r", RoutingStrategy.RoundRobin, actor);
        List<int> numbers = [];
        ITotal typed = null!;
        {{string.Join("\n", statements.Length == 1 ? statements : statements.Select(static s => $"{{ {s} }}"))}}

        namespace ZmqNative.Actors
        {
            [ActorInterface]
            interface ITotal
            {
                ValueTask AddAsync(int number);
            }

            sealed class ActorInterfaceAttribute : Attribute;
        }

        namespace NSubstitute
        {
            static class SubstituteExtensions
            {
                public static T Received<T>(T substitute) => substitute;

                public static void When<T>(T substitute, Action<T> call) { }
            }

            static class Received
            {
                public static void InOrder(Action calls) { }
            }
        }
        """;
}
