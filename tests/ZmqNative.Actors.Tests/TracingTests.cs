using System.Collections.Concurrent;
using System.Diagnostics;
using ZmqNative.Actors.Tests.Typed;

namespace ZmqNative.Actors.Tests;

/// <summary>The trace context of tells, asks and streams, with a listener and without one. In this process and over the wire.</summary>
[NonParallelizable]
public sealed class TracingTests : RemoteTest
{
    public enum Where
    {
        Here = 0,
        Elsewhere,
    }

    private readonly ConcurrentQueue<Activity> _ended = new();

    [Test]
    public async Task Tells_asks_and_streams_have_spans_which_are_the_parents_of_their_handlings([Values] Where where)
    {
        using ActivityListener listener = Observe("ZmqNative", "test");
        using ActivitySource own = new("test");
        Broker broker = Listen();
        broker.Register("order/{id}", static _ => new Answering());
        await using BrokerClient client = Connect(broker);
        ActorRef order = Find(where, broker, client, "order/42");
        using (Activity root = own.StartActivity("root")!)
        {
            root.TraceStateString = "vendor=1";
            await order.TellAsync("tell", Limit);
            Assert.That(order.TryTell("tell"));
            Assert.That(await order.AskAsync<string>("ask", Generous, Limit), Is.EqualTo("answer"));
            await foreach (string answer in order.AskStreamAsync<string>("stream", Generous, Limit))
            {
                Assert.That(answer, Is.EqualTo("answer"));
                Assert.That(Activity.Current, Is.SameAs(root), "the reader's activity");
            }

            Assert.That(Activity.Current, Is.SameAs(root));
        }

        await Eventually(() => Spans("process").Length == 4, "all handled");
        string template = where == Where.Here ? "order/{id}" : "order/{key}";
        Activity[] sends = [.. Spans("tell"), .. Spans("ask")];
        Assert.That(sends.Select(static span => span.DisplayName), Is.EqualTo(new[] { $"tell {template}", $"tell {template}", $"ask {template}", $"ask {template}" }));
        foreach (Activity send in sends)
        {
            Activity process = Spans("process").Single(span => span.ParentSpanId == send.SpanId);
            using (Assert.EnterMultipleScope())
            {
                Assert.That(process.TraceId, Is.EqualTo(send.TraceId));
                Assert.That(process.TraceStateString, Is.EqualTo("vendor=1"));
                Assert.That(process.HasRemoteParent, Is.EqualTo(where == Where.Elsewhere));
                Assert.That(process.DisplayName, Is.EqualTo("process order/{id}"));
                Assert.That((send.Kind, process.Kind), Is.EqualTo((send.OperationName == "tell" ? ActivityKind.Producer : ActivityKind.Client, ActivityKind.Consumer)));
                Assert.That(process.GetTagItem("messaging.system"), Is.EqualTo("zeromq"));
                Assert.That(process.GetTagItem("messaging.operation.name"), Is.EqualTo("process"));
                Assert.That(process.GetTagItem("messaging.operation.type"), Is.EqualTo("process"));
                Assert.That(process.GetTagItem("messaging.destination.name"), Is.EqualTo("order/42"));
                Assert.That(process.GetTagItem("messaging.destination.template"), Is.EqualTo("order/{id}"));
                Assert.That(send.GetTagItem("messaging.operation.type"), Is.EqualTo("send"));
                Assert.That(send.GetTagItem("messaging.operation.name"), Is.EqualTo(send.OperationName));
            }
        }
    }

    [Test]
    public async Task Calls_of_methods_have_spans_as_messages_do([Values] Where where)
    {
        using ActivityListener listener = Observe("ZmqNative", "test");
        Broker broker = Listen();
        broker.Register<ICart>("cart/{id}", static _ => new Cart());
        await using BrokerClient client = Connect(broker);
        ICart cart = Find(where, broker, client, "cart/1").As<ICart>();
        await cart.NoteAsync("tell", Limit);
        await cart.AddAsync(new AddItem("book", 12), 2);
        Assert.That(await cart.GetTotalAsync(Limit), Is.EqualTo(new Total(2, 24)));
        Assert.That(async () => await cart.FailAsync("no luck"), Throws.TypeOf<ActorFailedException>());

        await Eventually(() => Spans("process").Length == 4, "all handled");
        Activity[] sends = [.. Spans("tell"), .. Spans("ask")];
        Assert.That(sends.Select(static span => span.OperationName), Is.EqualTo(new[] { "tell", "ask", "ask", "ask" }));
        Assert.That(
            Spans("process").Select(static span => span.ParentSpanId.ToHexString()),
            Is.EquivalentTo(sends.Select(static span => span.SpanId.ToHexString())));
        Assert.That(sends[^1].Status, Is.EqualTo(ActivityStatusCode.Error));
    }

    [Test]
    public async Task The_context_flows_through_several_actors_without_a_listener([Values] Where where)
    {
        Broker broker = Listen();
        ConcurrentQueue<(string Name, Activity? Current)> seen = new();
        _ = broker.Spawn("last", (message, context) =>
        {
            seen.Enqueue(("last", Activity.Current));
            context.Reply("answer");
            return default;
        });
        await using BrokerClient client = Connect(broker);
        ActorRef last = Find(where, broker, client, "last");
        _ = broker.Spawn("first", async (_, context) =>
        {
            await Task.Yield();
            seen.Enqueue(("first", Activity.Current));
            context.Reply(await last.AskAsync<string>("ask"));
        });
        ActivityTraceId trace;
        using (Activity root = new Activity("root").Start())
        {
            root.TraceStateString = "vendor=1";
            trace = root.TraceId;
            Assert.That(await Find(where, broker, client, "first").AskAsync<string>("ask", Generous, Limit), Is.EqualTo("answer"));
            Assert.That(Activity.Current, Is.SameAs(root));
        }

        Assert.That(seen.Select(static entry => entry.Name), Is.EqualTo(new[] { "first", "last" }));
        Assert.That(seen.Select(static entry => (entry.Current?.TraceId, entry.Current?.TraceStateString)), Is.All.EqualTo(((ActivityTraceId?)trace, "vendor=1")));

        // The next message, which has no context, gets none.
        seen.Clear();
        _ = await Find(where, broker, client, "first").AskAsync<string>("ask", Generous, Limit);
        Assert.That(seen.Select(static entry => entry.Current), Is.All.Null);
    }

    [Test]
    public async Task A_handling_that_throws_or_is_cancelled_ends_its_span_so()
    {
        using ActivityListener listener = Observe("ZmqNative");
        Broker broker = CreateBroker();
        ActorRef broken = broker.Spawn<string, int>("broken", static _ => throw new FormatException("no"));
        Assert.That(async () => await broken.AskAsync<int>("?", Generous, Limit), Throws.TypeOf<ActorFailedException>());
        Patient patient = new();
        ActorRef waiting = broker.Spawn("patient", () => patient);
        using CancellationTokenSource cancel = new();
        Task<int> ask = waiting.AskAsync<int>("wait", Generous, cancel.Token).AsTask();
        await patient.BegunAsync(Limit);
        await cancel.CancelAsync();
        Assert.That(async () => await ask, Throws.InstanceOf<OperationCanceledException>());
        await Eventually(() => _ended.Count == 4, "all spans");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Find("process broken").GetTagItem("error.type"), Is.EqualTo(typeof(FormatException).FullName));
            Assert.That(Find("ask broken").GetTagItem("error.type"), Is.EqualTo(typeof(ActorFailedException).FullName));
            Assert.That(Find("process patient").Status, Is.EqualTo(ActivityStatusCode.Unset));
        }

        Activity Find(string name) => _ended.Single(span => span.DisplayName == name);
    }

    [Test]
    public async Task A_message_that_is_not_handled_is_a_dead_letter_as_it_was_sent()
    {
        Broker broker = CreateBroker();
        await using IAsyncEnumerator<DeadLetter> letters = broker.DeadLetters.ReadAllAsync(cancellationToken: Limit).GetAsyncEnumerator(Limit);
        Blocked blocked = new();
        ActorRef actor = broker.Spawn("blocked", () => blocked, new ActorOptions { MailboxCapacity = 2, FullMailbox = FullMailboxPolicy.DropOldest });
        using (new Activity("root").Start())
        {
            await actor.TellAsync("current", Limit);
            await blocked.BegunAsync(Limit);
            for (int i = 1; i <= 3; i++)
            {
                await actor.TellAsync($"{i}", Limit);
            }
        }

        Assert.That(await letters.MoveNextAsync());
        Assert.That((letters.Current.Message, letters.Current.Reason), Is.EqualTo(((object)"1", DeadLetterReason.MailboxFull)));
        blocked.Go(3);
        await Eventually(() => blocked.Handled.Length == 3, "handled");
        Assert.That(blocked.Handled, Is.EqualTo(new[] { "current", "2", "3" }));
    }

    [Test]
    public async Task A_stashed_message_keeps_its_context()
    {
        Broker broker = CreateBroker();
        bool stashed = false;
        ActorRef actor = broker.Spawn("stashing", (message, context) =>
        {
            if (message is "go")
            {
                context.UnstashAll();
            }
            else if (!stashed)
            {
                stashed = true;
                context.Stash();
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
            ask = actor.AskAsync<string>("later", Generous, Limit).AsTask();
        }

        await actor.TellAsync("go", Limit);
        Assert.That(await ask, Is.EqualTo($"{trace}"));
    }

    [Test]
    public async Task Messages_are_passed_on_when_a_listener_to_all_sources_throws([Values] bool atStart, [Values] Where where)
    {
        Broker broker = Listen();
        _ = broker.Spawn("upper", static (string text) => text.ToUpperInvariant());
        await using BrokerClient client = Connect(broker);
        ActorRef upper = Find(where, broker, client, "upper");
        ActivityContext sender = new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.None);
        long thrown = 0;

        // Activities that are made without a source have one without a name.
        using ActivityListener listener = new()
        {
            ShouldListenTo = static source => source.Name.Length == 0,
            ActivityStarted = _ => Throw(atStart),
            ActivityStopped = _ => Throw(!atStart),
        };
        ActivitySource.AddActivityListener(listener);
        Assert.That(await upper.AskUntracedAsync<string>(new TrackedMessage("a", sender, posted: 0), Generous, Limit), Is.EqualTo("A"));

        // The activity of a handler ends after its answer.
        await Eventually(() => Interlocked.Read(ref thrown) > 0, "a listener has thrown");
        Assert.That(Activity.Current, Is.Null);

        void Throw(bool now)
        {
            if (now)
            {
                _ = Interlocked.Increment(ref thrown);
                throw new FormatException("a listener");
            }
        }
    }

    private ActivityListener Observe(params string[] sources)
    {
        _ended.Clear();
        ActivityListener listener = new()
        {
            ShouldListenTo = source => sources.Contains(source.Name),
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private Activity[] Spans(string name) => [.. _ended.Where(span => span.OperationName == name)];

    private static ActorRef Find(Where where, Broker broker, BrokerClient client, string address) =>
        where == Where.Here ? broker.Actor(address) : client.Actor(address);

    private sealed class Answering : Actor
    {
        public override async ValueTask ReceiveAsync(object message, ActorContext context)
        {
            await Task.Yield();
            if (context.IsAskedForStream)
            {
                using ReplyWriter<string> writer = context.ReplyStream<string>();
                await writer.WriteAsync("answer");
            }
            else if (context.IsAsked)
            {
                context.Reply("answer");
            }
        }
    }
}
