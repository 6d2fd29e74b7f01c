namespace ZmqNative.Actors.Tests;

public sealed class DeadLetterTests : BrokerTest
{
    [Test]
    public async Task Each_reader_sees_what_comes_after_it()
    {
        Broker broker = CreateBroker();
        ActorRef picky = broker.Spawn("picky", static (int number) => number);
        await using IAsyncEnumerator<DeadLetter> first = broker.DeadLetters.ReadAllAsync().GetAsyncEnumerator(Limit);
        await using IAsyncEnumerator<DeadLetter> second = broker.DeadLetters.ReadAllAsync().GetAsyncEnumerator(Limit);
        await picky.TellAsync("text", Limit);
        foreach (IAsyncEnumerator<DeadLetter> reader in new[] { first, second })
        {
            Assert.That(await reader.MoveNextAsync(), Is.True);
            Assert.That(reader.Current, Is.EqualTo(new DeadLetter("text", "picky", DeadLetterReason.Unhandled)));
        }

        await broker.DisposeAsync();
        Assert.That(await first.MoveNextAsync(), Is.False);
    }

    [Test]
    public async Task A_reader_that_is_behind_misses_the_oldest_and_they_are_counted()
    {
        Broker broker = CreateBroker();
        await using IAsyncEnumerator<DeadLetter> reader = broker.DeadLetters.ReadAllAsync(capacity: 2).GetAsyncEnumerator(Limit);
        for (int i = 0; i < 5; i++)
        {
            int number = i;
            Assert.That(async () => await broker.Actor("nobody").TellAsync(number), Throws.TypeOf<ActorNotFoundException>());
        }

        Assert.That(await reader.MoveNextAsync(), Is.True);
        Assert.That(reader.Current.Message, Is.EqualTo(3));
        Assert.That((broker.DeadLetters.Count, broker.DeadLetters.Missed), Is.EqualTo((5, 3)));
    }

    // After each test no frame may be alive: see PatternTest.
    [Test]
    public async Task Frames_move_to_the_actor_and_are_freed_wherever_they_end()
    {
        Broker broker = CreateBroker();
        ActorRef length = broker.Spawn("length", static (Frame frame) =>
        {
            using (frame)
            {
                return frame.Length;
            }
        });
        Frame sent = Frame.Copy("12345"u8);
        Assert.That(await length.AskAsync<int>((object)sent.Move(), cancellationToken: Limit), Is.EqualTo(5));
        Frame told = Frame.Copy("123"u8);
        await length.TellAsync(told, Limit);
        Assert.That(told.IsAlive, Is.False, "it belongs to the actor");

        await length.TellAsync(MultipartMessage.Of("not", "known"), Limit);
        Assert.That(async () => await broker.Actor("nobody").TellAsync(Frame.Copy("x"u8)), Throws.TypeOf<ActorNotFoundException>());
        ActorRef throwing = broker.Spawn("throwing", static (_, _) => throw new FormatException());
        await throwing.TellAsync(Frame.Copy("x"u8), Limit);
        await Eventually(() => broker.DeadLetters.Count == 3, "three letters");

        Frame kept = Frame.Copy("x"u8);
        Assert.That(broker.Actor("nobody").TryTell(kept), Is.False);
        Assert.That(kept.IsAlive, Is.True);
        kept.Dispose();
    }

    [Test]
    public async Task Frames_left_in_a_mailbox_are_freed_when_the_broker_ends()
    {
        Broker broker = CreateBroker(new BrokerOptions { DrainTimeout = TimeSpan.FromMilliseconds(1) });
        Blocked blocked = new();
        ActorRef actor = broker.Spawn("blocked", () => blocked, new ActorOptions { MailboxCapacity = 4 });
        await actor.TellAsync("in hand", Limit);
        await blocked.BegunAsync(Limit);
        List<Task> tells = [];
        for (int i = 0; i < 6; i++)
        {
            tells.Add(actor.TellAsync(Frame.Copy("x"u8), Limit).AsTask());
        }

        ValueTask end = broker.DisposeAsync();
        await Eventually(() => ((ActorCell)actor).IsStopRequested, "it is stopped");
        blocked.Go();
        await end.AsTask().WaitAsync(Limit);
        Assert.That(tells.Take(4).All(static tell => tell.IsCompletedSuccessfully), Is.True);
        foreach (Task waiting in tells.Skip(4))
        {
            Assert.That(async () => await waiting, Throws.TypeOf<ActorStoppedException>());
        }

        Assert.That(broker.DeadLetters.CountOf(DeadLetterReason.Stopped), Is.EqualTo(6));
    }
}
