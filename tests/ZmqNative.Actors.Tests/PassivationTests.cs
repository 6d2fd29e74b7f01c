namespace ZmqNative.Actors.Tests;

public sealed class PassivationTests : BrokerTest
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Ages = TimeSpan.FromDays(1);

    private TestBroker _kit = null!;
    private Recorder _recorder = new();

    [SetUp]
    public void Forget()
    {
        _kit = CreateKit();
        _recorder = new Recorder();
    }

    [Test]
    public async Task A_deferred_answer_prevents_passivation_until_it_is_given()
    {
        Broker broker = CreateKeyed();
        ActorRef actor = broker.Actor("k/1");
        ReplyHandle? handle = null;
        ValueTask<string> answer = actor.AskAsync<string>((Action<ActorContext>)(context => handle = context.ReplyLater()), Ages, Limit);
        await _kit.IdleAsync();
        await _kit.AdvanceAsync(5 * Idle);
        Assert.That(broker.ActorCount, Is.EqualTo(1), "not idle");
        Assert.That(handle!.Reply("late"), Is.True);
        Assert.That(await answer, Is.EqualTo("late"));
        await _kit.AdvanceAsync(3 * Idle);
        Assert.That(broker.ActorCount, Is.Zero, "it is passivated");
    }

    [Test]
    public async Task A_deferred_answer_prevents_passivation_no_longer_than_its_asker_waits()
    {
        Broker broker = CreateKeyed();
        ValueTask<string> answer = broker.Actor("k/1").AskAsync<string>(
            (Action<ActorContext>)(static context => context.ReplyLater()), 3 * Idle, Limit);
        await _kit.AdvanceAsync(2 * Idle);
        Assert.That(broker.ActorCount, Is.EqualTo(1), "not idle");
        await _kit.AdvanceAsync(4 * Idle);
        Assert.That(async () => await answer, Throws.TypeOf<AskTimeoutException>());
        await _kit.IdleAsync();
        Assert.That(broker.ActorCount, Is.Zero, "it is passivated");
    }

    [Test]
    public async Task A_stream_that_is_written_outside_the_actor_prevents_passivation()
    {
        Broker broker = CreateKeyed();
        ReplyWriter<int>? writer = null;
        IAsyncEnumerator<int> stream = broker.Actor("k/1").AskStreamAsync<int>(
            (Action<ActorContext>)(context => writer = context.ReplyStream<int>()), Ages, Limit).GetAsyncEnumerator(Limit);
        ValueTask<bool> first = stream.MoveNextAsync();
        await _kit.IdleAsync();
        await _kit.AdvanceAsync(3 * Idle);
        Assert.That(broker.ActorCount, Is.EqualTo(1), "not idle");
        await writer!.WriteAsync(1, Limit);
        Assert.That(await first, Is.True);
        writer.Complete();
        Assert.That(await stream.MoveNextAsync(), Is.False);
        await stream.DisposeAsync();
        await _kit.AdvanceAsync(3 * Idle);
        Assert.That(broker.ActorCount, Is.Zero, "it is passivated");
    }

    [Test]
    public async Task A_told_message_has_no_open_answer()
    {
        Broker broker = CreateKeyed();
        await broker.Actor("k/1").TellAsync((Action<ActorContext>)(static context => context.ReplyLater()), Limit);
        broker.SpawnRouter("all", RoutingStrategy.Broadcast, broker.Actor("k/1")).TryTell(
            (Action<ActorContext>)(static context => context.ReplyLater()));
        await _kit.AdvanceAsync(3 * Idle);
        Assert.That(broker.TryGetActor("k/1", out _), Is.False, "it is passivated");
    }

    [Test]
    public async Task Many_given_answers_use_no_memory()
    {
        Broker broker = CreateKeyed();
        ActorRef actor = broker.Actor("k/1");
        ReplyHandle? handle = null;
        for (int i = 0; i < 10_000; i++)
        {
            ValueTask<int> answer = actor.AskAsync<int>((Action<ActorContext>)(context => context.ReplyLater().Reply(1)), Ages, Limit);
            Assert.That(await answer, Is.EqualTo(1));
        }

        ValueTask<int> last = actor.AskAsync<int>((Action<ActorContext>)(context => handle = context.ReplyLater()), Ages, Limit);
        await _kit.IdleAsync();
        _ = broker.TryGetActor("k/1", out ActorRef? found);
        OpenReplies replies = ((ActorCell)found!).Parts!.OpenReplies!;
        Assert.That(replies.Count, Is.LessThanOrEqualTo(16));
        Assert.That(handle!.Reply(2), Is.True);
        _ = await last;
    }

    [Test]
    public async Task An_actor_with_a_timer_and_a_child_is_passivated_at_its_own_request()
    {
        Broker broker = CreateKeyed();
        ActorRef actor = broker.Actor("k/1");
        await actor.TellAsync(
            (Action<ActorContext>)(context =>
            {
                context.StartPeriodicTimer("tick", "tick", TimeSpan.FromHours(1));
                _ = context.Spawn("child", () => new Recorded(_recorder, "child"));
            }),
            Limit);
        await _kit.AdvanceAsync(5 * Idle);
        Assert.That(broker.ActorCount, Is.EqualTo(2), "not idle");
        await actor.TellAsync((Action<ActorContext>)(static context => context.Passivate()), Limit);
        await _kit.IdleAsync();
        Assert.That(broker.ActorCount, Is.Zero, "it is passivated");
        Assert.That(await actor.AskAsync<bool>("again", Ages, Limit), Is.True);
        Assert.That(_recorder.Events, Is.EqualTo(new[]
        {
            "1 started", "child started", "child stopping", "child disposed", "1 stopping", "1 disposed", "1 started", "1 got again",
        }));
        Assert.That(broker.DeadLetters.Count, Is.Zero);
    }

    [Test]
    public async Task An_actor_that_requests_passivation_handles_its_queued_messages_first()
    {
        Broker broker = _kit.Broker;
        Blocked blocked = new();
        int made = 0;
        broker.Register("k/{id}", _ =>
        {
            int instance = ++made;
            return new LambdaActor(async (message, context) =>
            {
                if (message is "first")
                {
                    context.Passivate();
                    await blocked.ReceiveAsync(message, context);
                }
                else
                {
                    context.Reply(instance);
                }
            });
        });
        ActorRef actor = broker.Actor("k/1");
        await actor.TellAsync("first", Limit);
        await blocked.BegunAsync(Limit);
        ValueTask<int>[] asks = [.. Enumerable.Range(0, 10).Select(i => actor.AskAsync<int>(i, Ages, Limit))];
        blocked.Go();
        foreach (ValueTask<int> ask in asks)
        {
            Assert.That(await ask, Is.EqualTo(1));
        }

        await _kit.IdleAsync();
        Assert.That(broker.ActorCount, Is.Zero, "it is passivated");
        Assert.That(await actor.AskAsync<int>("next", Ages, Limit), Is.EqualTo(2));
        Assert.That(broker.DeadLetters.Count, Is.Zero);
    }

    [Test]
    public async Task Stashed_messages_delay_a_requested_passivation()
    {
        Broker broker = CreateKeyed();
        ActorRef actor = broker.Actor("k/1");
        bool stash = true;
        ValueTask<bool> answer = actor.AskAsync<bool>(
            (Action<ActorContext>)(context =>
            {
                if (stash)
                {
                    context.Stash();
                    context.Passivate();
                }
            }),
            Ages,
            Limit);
        Assert.That(await actor.AskAsync<bool>("goes on", Ages, Limit), Is.True);
        Assert.That(broker.ActorCount, Is.EqualTo(1));
        stash = false;
        _ = await actor.AskAsync<bool>((Action<ActorContext>)(static context => context.UnstashAll()), Ages, Limit);
        Assert.That(await answer, Is.True);
        await _kit.IdleAsync();
        Assert.That(broker.ActorCount, Is.Zero, "it is passivated");
    }

    [Test]
    public async Task Nothing_is_lost_while_an_actor_passivates_itself_continuously([Values(2, 1024)] int capacity)
    {
        int size = Storm.Size(20_000);
        Broker broker = CreateBroker();
        int handled = 0;
        broker.Register("k/{id}", _ => new LambdaActor((_, context) =>
        {
            context.Passivate();
            Interlocked.Increment(ref handled);
            return default;
        }), new KeyedOptions { Actor = new ActorOptions { MailboxCapacity = capacity } });
        await Storm.EndAsync(Enumerable.Range(0, 4).Select(sender => Task.Run(async () =>
        {
            ActorRef actor = broker.Actor($"k/{sender % 2}");
            for (int i = 0; i < size; i++)
            {
                await actor.TellAsync(i);
            }
        })));
        await Eventually(() => Volatile.Read(ref handled) + broker.DeadLetters.Count == 4 * size, "all are handled");
        Assert.That(broker.DeadLetters.Count, Is.Zero);
    }

    [Test]
    public async Task An_actor_that_has_handled_a_message_since_it_was_found_idle_is_not_passivated()
    {
        Broker broker = CreateKeyed();
        ActorRef actor = broker.Actor("k/1");
        await AskAsync();
        ActorCell cell = broker.Find("k/1")!;
        int idleAt = cell.Context.Handling;
        await AskAsync();

        cell.Send(new SystemMessage(SystemMessageKind.Passivate) { Use = idleAt });
        await _kit.IdleAsync();
        Assert.That(broker.Find("k/1"), Is.SameAs(cell));
        cell.Send(new SystemMessage(SystemMessageKind.Passivate) { Use = cell.Context.Handling });
        await _kit.IdleAsync();
        Assert.That(broker.ActorCount, Is.Zero, "it is passivated");

        async Task AskAsync() =>
            _ = await actor.AskAsync<bool>((Action<ActorContext>)(static context => context.Reply(true)), Ages, Limit);
    }

    [Test]
    public async Task An_actor_that_is_not_keyed_cannot_be_passivated()
    {
        ActorRef actor = CreateBroker().Spawn("a", static (_, context) =>
        {
            context.Passivate();
            return default;
        });
        ActorFailedException failed = (await Assert.ThrowsAsync<ActorFailedException>(async () => await actor.AskAsync<bool>("?", Generous)))!;
        Assert.That(failed.InnerException, Is.TypeOf<InvalidOperationException>().With.Message.Contains("not keyed"));
    }

    private Broker CreateKeyed()
    {
        Broker broker = _kit.Broker;
        broker.Register("k/{id}", id => new Recorded(_recorder, id), new KeyedOptions { PassivateAfter = Idle });
        return broker;
    }
}
