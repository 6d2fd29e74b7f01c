using System.Diagnostics;

namespace ZmqNative.Actors.Tests;

/// <summary>Results of tasks that come back to actors as messages.</summary>
public sealed class PipingTests : RemoteTest
{
    public enum Where
    {
        Here = 0,
        Elsewhere,
    }

    [Test]
    public async Task A_result_is_a_message_that_answers_the_sender_and_others_are_handled_until_then([Values] Where where)
    {
        Broker broker = Listen();
        TaskCompletionSource<int> work = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = broker.Spawn("loader", () => new Loader(work));
        await using BrokerClient client = Connect(broker);
        ActorRef loader = where == Where.Here ? broker.Actor("loader") : client.Actor("loader");
        Task<string> loaded = loader.AskAsync<string>("load", Generous, Limit).AsTask();
        Assert.That(await loader.AskAsync<string>("state", Generous, Limit), Is.EqualTo("nothing"), "handled meanwhile");
        Assert.That(loaded.IsCompleted, Is.False);
        work.SetResult(42);
        Assert.That(await loaded, Is.EqualTo("loaded 42"));
        Assert.That(await loader.AskAsync<string>("state", Generous, Limit), Is.EqualTo("42"));
    }

    [Test]
    public async Task A_failure_or_a_cancellation_is_a_message_too([Values] bool mapped)
    {
        Broker broker = CreateBroker();
        ActorRef actor = broker.Spawn("actor", (message, context) =>
        {
            switch (message)
            {
                case Task<int> task:
                    context.PipeToSelf(task, onFailure: mapped ? static failure => failure.GetType().Name : null);
                    break;
                case TaskFailed(var cause):
                    context.Reply(cause.GetType().Name);
                    break;
                default:
                    context.Reply($"{message}");
                    break;
            }

            return default;
        });
        Assert.That(await actor.AskAsync<string>(Task.FromException<int>(new FormatException("no")), Generous, Limit), Is.EqualTo("FormatException"));
        Assert.That(await actor.AskAsync<string>(Task.FromCanceled<int>(new CancellationToken(true)), Generous, Limit), Is.EqualTo("TaskCanceledException"));
        Assert.That(await actor.AskAsync<string>(Task.FromResult(7), Generous, Limit), Is.EqualTo("7"));
        Assert.That((broker.Failures, broker.DeadLetters.Count), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task A_function_that_throws_or_returns_null_gives_a_TaskFailed()
    {
        Broker broker = CreateBroker();
        ActorRef actor = broker.Spawn("actor", (message, context) =>
        {
            switch (message)
            {
                case "throws":
                    context.PipeToSelf(Task.FromResult(1), static _ => throw new FormatException("no"));
                    break;
                case "null":
                    context.PipeToSelf(Task.FromResult<string?>(null)!);
                    break;
                case TaskFailed(var cause):
                    context.Reply(cause.GetType().Name);
                    break;
                default:
                    context.Unhandled();
                    break;
            }

            return default;
        });
        Assert.That(await actor.AskAsync<string>("throws", Generous, Limit), Is.EqualTo("FormatException"));
        Assert.That(await actor.AskAsync<string>("null", Generous, Limit), Is.EqualTo("InvalidOperationException"));
    }

    [Test]
    public async Task A_result_for_another_actor_is_answered_by_that([Values] Where where)
    {
        Broker there = Listen();
        _ = there.Spawn("upper", static (string text) => text.ToUpperInvariant());
        Broker broker = where == Where.Here ? there : Listen();
        ActorRef upper = where == Where.Here ? there.Actor("upper") : broker.Actor($"{there.LastEndpoint}/upper");
        ActorRef actor = broker.Spawn("actor", (message, context) =>
        {
            context.PipeTo(upper, Task.FromResult((string)message));
            return default;
        });
        Assert.That(await actor.AskAsync<string>("hello", Generous, Limit), Is.EqualTo("HELLO"));
    }

    [Test]
    public async Task A_result_survives_a_restart_and_comes_although_the_sender_has_gone()
    {
        Broker broker = CreateBroker();
        TaskCompletionSource<int> work = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<bool> got = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ActorRef actor = broker.Spawn("actor", (message, context) =>
        {
            switch (message)
            {
                case "start":
                    context.PipeToSelf(work.Task);
                    return default;
                case int:
                    got.SetResult(context.IsAsked);
                    return default;
                default:
                    throw new FormatException("no");
            }
        });
        using CancellationTokenSource cancel = new();
        Task<int> ask = actor.AskAsync<int>("start", Generous, cancel.Token).AsTask();
        Assert.That(async () => await actor.AskAsync<int>("fail", Generous, Limit), Throws.TypeOf<ActorFailedException>());
        await cancel.CancelAsync();
        Assert.That(async () => await ask, Throws.InstanceOf<OperationCanceledException>());
        await Eventually(() => broker.Restarts == 1, "restarted");
        work.SetResult(1);
        Assert.That(await got.Task.WaitAsync(Limit), Is.False, "a tell");
    }

    [Test]
    public async Task A_result_for_an_actor_that_has_stopped_is_a_dead_letter_and_its_frames_are_freed()
    {
        Broker broker = CreateBroker();
        await using IAsyncEnumerator<DeadLetter> letters = broker.DeadLetters.ReadAllAsync(cancellationToken: Limit).GetAsyncEnumerator(Limit);
        TaskCompletionSource<Frame> work = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ActorRef actor = broker.Spawn("actor", (_, context) =>
        {
            context.PipeToSelf(work.Task);
            context.Stop();
            return default;
        });
        Task<int> ask = actor.AskAsync<int>("start", Generous, Limit).AsTask();
        await Eventually(() => broker.ActorCount == 0, "stopped");
        work.SetResult(Frame.FromText("late"));
        Assert.That(async () => await ask, Throws.TypeOf<ActorStoppedException>());
        Assert.That(await letters.MoveNextAsync());
        Assert.That((letters.Current.Reason, letters.Current.Message), Is.EqualTo((DeadLetterReason.Stopped, letters.Current.Message as Frame?)));
    }

    [Test]
    public async Task The_token_cancels_the_task_by_its_sender_and_by_the_stop([Values] bool byStop)
    {
        Broker broker = CreateBroker();
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ActorRef actor = broker.Spawn("actor", (message, context) =>
        {
            if (message is "start")
            {
                context.PipeToSelf(WorkAsync(context.Cancellation), "done");
                begun.SetResult();
            }

            return default;
        });
        using CancellationTokenSource cancel = new();
        Task<int> ask = actor.AskAsync<int>("start", Generous, cancel.Token).AsTask();
        await begun.Task.WaitAsync(Limit);
        await actor.TellAsync("next", Limit);
        await Eventually(() => broker.Find("actor")!.IsIdle, "the handling has ended");
        if (byStop)
        {
            await broker.StopAsync(actor).AsTask().WaitAsync(Limit);
        }
        else
        {
            await cancel.CancelAsync();
        }

        await cancelled.Task.WaitAsync(Limit);
        Assert.That(async () => await ask, byStop ? Throws.TypeOf<ActorStoppedException>() : Throws.InstanceOf<OperationCanceledException>());

        async Task WorkAsync(CancellationToken cancellationToken)
        {
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                cancelled.SetResult();
            }
        }
    }

    [Test]
    public async Task A_keyed_actor_is_not_passivated_while_it_has_a_task()
    {
        Broker broker = CreateBroker();
        TaskCompletionSource<int> work = new(TaskCreationOptions.RunContinuationsAsynchronously);
        broker.Register("loader/{id}", _ => new Loader(work), new KeyedOptions { PassivateAfter = TimeSpan.FromMilliseconds(40) });
        Task<string> loaded = broker.Actor("loader/1").AskAsync<string>("load and passivate", Generous, Limit).AsTask();
        await Task.Delay(200, Limit);
        Assert.That(broker.Find("loader/1"), Is.Not.Null);
        work.SetResult(42);
        Assert.That(await loaded, Is.EqualTo("loaded 42"));
        await Eventually(() => broker.ActorCount == 0, "passivated");
        Assert.That(broker.DeadLetters.Count, Is.Zero);
    }

    [Test]
    public async Task The_trace_context_goes_with_the_result()
    {
        Broker broker = CreateBroker();
        TaskCompletionSource<int> work = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ActorRef actor = broker.Spawn("actor", (message, context) =>
        {
            if (message is "start")
            {
                context.PipeToSelf(work.Task);
            }
            else
            {
                context.Reply($"{Activity.Current?.TraceId}");
            }

            return default;
        });
        Task<string> ask;
        ActivityTraceId trace;
        using (Activity root = new Activity("root").Start())
        {
            trace = root.TraceId;
            ask = actor.AskAsync<string>("start", Generous, Limit).AsTask();
        }

        work.SetResult(1);
        Assert.That(await ask, Is.EqualTo($"{trace}"));
    }

    [Test]
    public async Task Many_results_each_come_once_under_load()
    {
        const int Count = 10_000;
        Broker broker = CreateBroker();
        long sum = 0;
        int seen = 0;
        ActorRef actor = broker.Spawn("actor", (message, context) =>
        {
            if (message is int number)
            {
                context.PipeToSelf(Task.Run(() => (long)number));
            }
            else
            {
                sum += (long)message;
                context.Reply(++seen);
            }

            return default;
        });
        Task<int>[] asks = [.. Enumerable.Range(1, Count).Select(i => actor.AskAsync<int>(i, Generous, Limit).AsTask())];
        int[] answers = await Task.WhenAll(asks);
        Assert.That(answers, Is.EquivalentTo(Enumerable.Range(1, Count)));
        Assert.That(sum, Is.EqualTo((long)Count * (Count + 1) / 2));
    }

    private sealed class Loader(TaskCompletionSource<int> work) : Actor
    {
        private int? _value;

        public override ValueTask ReceiveAsync(object message, ActorContext context)
        {
            switch (message)
            {
                case "load":
                    context.PipeToSelf(work.Task, static value => new Loaded(value));
                    break;
                case "load and passivate":
                    context.PipeToSelf(work.Task, static value => new Loaded(value));
                    context.Passivate();
                    break;
                case Loaded(var value):
                    _value = value;
                    context.Reply($"loaded {value}");
                    break;
                default:
                    (message as IDisposable)?.Dispose();
                    context.Reply(_value is { } known ? $"{known}" : "nothing");
                    break;
            }

            return default;
        }

        private sealed record Loaded(int Value);
    }
}
