namespace ZmqNative.Actors.TestKit.Tests;

public sealed class ProbeTests : TestKitTest
{
    [Test]
    public async Task Messages_are_expected_in_their_order()
    {
        TestProbe probe = Kit.CreateProbe("probe");
        _ = Task.Run(async () =>
        {
            await probe.Ref.TellAsync("one");
            await probe.Ref.TellAsync(2);
            await probe.Ref.TellAsync(3);
            await probe.Ref.TellAsync(4.5);
            await probe.Ref.TellAsync("five");
        });
        Assert.That(await probe.ExpectAsync<string>(), Is.EqualTo("one"));
        Assert.That(await probe.ExpectAsync<int>(static number => number == 2), Is.EqualTo(2));
        await probe.ExpectMessageAsync(3);
        await probe.ExpectSequenceAsync([4.5, "five"]);
        await probe.ExpectNoneAsync();
        Assert.That(probe.Messages, Is.EqualTo(new object[] { "one", 2, 3, 4.5, "five" }));
        Assert.That(probe.Unexpected, Is.Zero);
    }

    [Test]
    public async Task Messages_are_expected_in_any_order_and_fished_for()
    {
        TestProbe probe = Kit.CreateProbe();
        foreach (object message in new object[] { 1, "a", 1, 2, "b", 3 })
        {
            await probe.Ref.TellAsync(message);
        }

        await probe.ExpectInAnyOrderAsync([1, 1, "a"]);
        Assert.That(await probe.FishAsync<string>(), Is.EqualTo("b"));
        Assert.That(await probe.FishAsync<int>(static number => number > 2), Is.EqualTo(3));
        await probe.ExpectNoneAsync(TimeSpan.FromHours(1));
    }

    [Test]
    public async Task An_ask_is_answered_refused_and_forwarded()
    {
        TestProbe probe = Kit.CreateProbe();
        Broker.Spawn("upper", (string text) => text.ToUpperInvariant());
        ValueTask<string> first = probe.Ref.AskAsync<string>("first");
        ValueTask<string> second = probe.Ref.AskAsync<string>("second");
        ValueTask<string> third = probe.Ref.AskAsync<string>("third");
        await probe.ExpectMessageAsync("first");
        Assert.That(probe.Reply("answer"), Is.True);
        Assert.That(await first, Is.EqualTo("answer"));
        Assert.That(() => probe.Reply("again"), Throws.InvalidOperationException.With.Message.Contains("answered or forwarded already"));
        await probe.ExpectMessageAsync("second");
        Assert.That(probe.ReplyFailure("no"), Is.True);
        Assert.That(async () => await second, Throws.TypeOf<ActorFailedException>().With.Message.Contains("no"));
        await probe.ExpectMessageAsync("third");
        await probe.ForwardAsync(Broker.Actor("upper"));
        Assert.That(await third, Is.EqualTo("THIRD"));
    }

    [Test]
    public async Task An_answer_to_an_ask_that_is_over_is_refused()
    {
        TestProbe probe = Kit.CreateProbe();
        ValueTask<int> late = probe.Ref.AskAsync<int>("late");
        _ = await probe.ExpectAsync<string>();
        await Kit.AdvanceAsync(TimeSpan.FromSeconds(5));
        Assert.That(probe.Reply(1), Is.False);
        Assert.That(async () => await late, Throws.TypeOf<AskTimeoutException>());
        await probe.Ref.TellAsync("told");
        _ = await probe.ExpectAsync<string>();
        Assert.That(() => probe.Reply(1), Throws.InvalidOperationException.With.Message.Contains("is no ask"));
    }

    [Test]
    public async Task A_probe_answers_by_functions()
    {
        TestProbe store = Kit.CreateProbe("store")
            .Answers((int id) => $"order {id}")
            .HandlesWith<string>(static async (text, context) =>
            {
                using ReplyWriter<char> writer = context.ReplyStream<char>();
                foreach (char letter in text)
                {
                    await writer.WriteAsync(letter);
                }
            });
        Assert.That(await store.Ref.AskAsync<string>(7), Is.EqualTo("order 7"));
        List<char> letters = [];
        await foreach (char letter in store.Ref.AskStreamAsync<char>("abc"))
        {
            letters.Add(letter);
        }

        Assert.That(letters, Is.EqualTo("abc"));
        await store.ExpectSequenceAsync([7, "abc"]);
        store.Answers<double, int>(static _ => throw new FormatException("bad"));
        Assert.That(async () => await store.Ref.AskAsync<int>(1.5), Throws.TypeOf<ActorFailedException>());
        Assert.That(await store.Ref.AskAsync<string>(8), Is.EqualTo("order 8"));
    }

    [Test]
    public async Task A_told_message_is_forwarded()
    {
        TestProbe first = Kit.CreateProbe("first");
        TestProbe second = Kit.CreateProbe("second");
        await first.Ref.TellAsync("x");
        await first.ExpectMessageAsync("x");
        await first.ForwardAsync(second);
        await second.ExpectMessageAsync("x");
    }

    [Test]
    public async Task Frames_that_a_probe_has_received_are_disposed_with_the_broker()
    {
        TestBroker kit = CreateKit();
        TestProbe probe = kit.CreateProbe();
        await probe.Ref.TellAsync(Frame.Copy("one"u8));
        MultipartMessage frames = MultipartMessage.Create();
        frames.Add("two");
        frames.Add("three");
        await probe.Ref.TellAsync(frames);
        kit.Broker.Topics.Subscribe("t", probe);
        _ = kit.Broker.Topics.Publish("topic", Frame.Copy("four"u8));
        ValueTask<int> asked = probe.Ref.AskAsync<int>(Frame.Copy("five"u8));
#pragma warning disable ZMQ002 // They belong to the probe, which disposes them.
        Frame frame = await probe.ExpectAsync<Frame>();
        Assert.That(frame.ToString(), Is.EqualTo("one"));
        Frame kept = frame.Move();
        _ = await probe.ExpectAsync<MultipartMessage>(static message => message.Count == 2);
#pragma warning restore ZMQ002
        await kit.DisposeAsync();
        Assert.That(kept.IsAlive, Is.True, "the one that was moved");
        kept.Dispose();
        Assert.That(probe.Messages.OfType<Frame>().Any(static frame => frame.IsAlive), Is.False);
        Assert.That(async () => await asked, Throws.TypeOf<ActorStoppedException>());
    }

    [Test]
    public async Task Frames_are_forwarded()
    {
        TestProbe first = Kit.CreateProbe("first");
        TestProbe second = Kit.CreateProbe("second");
        await first.Ref.TellAsync(Frame.Copy("x"u8));
#pragma warning disable ZMQ002 // They belong to the probes, which dispose them.
        _ = await first.ExpectAsync<Frame>();
        await first.ForwardAsync(second);
        Assert.That((await second.ExpectAsync<Frame>()).ToString(), Is.EqualTo("x"));
#pragma warning restore ZMQ002
    }

    [Test]
    public async Task Stops_of_watched_actors_are_expected()
    {
        TestProbe probe = Kit.CreateProbe();
        ActorRef a = SpawnRunner("a");
        ActorRef b = SpawnRunner("b");
        ActorRef c = SpawnRunner("c");
        await probe.WatchAsync(a);
        await probe.WatchAsync(b);
        await probe.WatchAsync(c);
        Assert.That(probe.Watched, Is.EquivalentTo(new[] { a, b, c }));
        await probe.ExpectNoneStoppedAsync(TimeSpan.FromHours(1));
        await probe.UnwatchAsync(c);
        foreach (ActorRef actor in new[] { a, b, c })
        {
            await Broker.StopAsync(actor);
        }

        Assert.That((await probe.ExpectStoppedAsync(b)).Actor, Is.EqualTo(b));
        Assert.That((await probe.ExpectStoppedAsync(Broker.Actor("a"))).Actor, Is.EqualTo(a));
        await probe.ExpectNoneStoppedAsync();
        _ = await probe.ExpectStoppedAsync(c);
        await probe.ExpectNoneAsync();
    }

    [Test]
    public async Task Dead_letters_are_expected_by_type_and_reason()
    {
        ActorRef picky = Broker.Spawn("picky", static (int number) => number);
        await Kit.DeadLetters.ExpectNoneAsync();
        await picky.TellAsync("text");
        Assert.That(async () => await Broker.Actor("unknown").TellAsync(1.5), Throws.TypeOf<ActorNotFoundException>());
        DeadLetter letter = await Kit.DeadLetters.ExpectAsync<double>(DeadLetterReason.NotFound);
        Assert.That(letter.Address, Is.EqualTo("unknown"));
        Assert.That((await Kit.DeadLetters.ExpectAsync<string>(predicate: static text => text == "text")).Reason, Is.EqualTo(DeadLetterReason.Unhandled));
        await Kit.DeadLetters.ExpectNoneAsync(TimeSpan.FromMinutes(1));
        Assert.That(Kit.DeadLetters.Letters, Has.Count.EqualTo(2));
        ValueTask<int> dropped = SpawnRunner().AskAsync<int>((Func<ActorContext, Task>)(static _ => throw new FormatException("bad")));
        Assert.That(async () => await dropped, Throws.TypeOf<ActorFailedException>());
        Assert.That((await Kit.DeadLetters.ExpectAsync<object>()).Cause, Is.TypeOf<FormatException>());
    }
}
