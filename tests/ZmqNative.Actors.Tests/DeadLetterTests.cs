using System.Runtime.CompilerServices;

namespace ZmqNative.Actors.Tests;

public sealed class DeadLetterTests : BrokerTest
{
    [Test]
    public async Task Each_reader_gets_the_letters_after_its_begin()
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
            Assert.That(async () => await broker.Actor("unknown").TellAsync(number), Throws.TypeOf<ActorNotFoundException>());
        }

        Assert.That(await reader.MoveNextAsync(), Is.True);
        Assert.That(reader.Current.Message, Is.EqualTo(3));
        Assert.That((broker.DeadLetters.Count, broker.DeadLetters.Missed), Is.EqualTo((5, 3)));
    }

    [Test]
    public async Task A_reader_that_is_behind_keeps_a_bounded_number_of_bytes()
    {
        const int Size = 100_000;
        Broker broker = CreateBroker(new BrokerOptions { DeadLetters = new DeadLetterOptions { MaxBytesPerReader = 10 * Size } });
        await using IAsyncEnumerator<DeadLetter> reader = broker.DeadLetters.ReadAllAsync().GetAsyncEnumerator(Limit);
        WeakReference[] sent = [.. Enumerable.Range(0, 100).Select(i => Lose(broker, i % 2 == 0 ? new byte[Size] : new string('x', Size / 2)))];
#pragma warning disable RS0030 // Only a collection shows what is kept.
        GC.Collect();
#pragma warning restore RS0030
        Assert.That(sent.Count(static message => message.IsAlive), Is.EqualTo(9), "each letter is a little larger than its message");
        Assert.That(broker.DeadLetters.Missed, Is.EqualTo(91));
        Assert.That(await reader.MoveNextAsync(), Is.True);
        Assert.That(reader.Current.Message, Is.SameAs(sent[91].Target), "the oldest one that was kept");
    }

    [Test]
    public async Task The_newest_letter_is_kept_however_large_it_is()
    {
        Broker broker = CreateBroker(new BrokerOptions { DeadLetters = new DeadLetterOptions { MaxBytesPerReader = 1 } });
        await using IAsyncEnumerator<DeadLetter> reader = broker.DeadLetters.ReadAllAsync().GetAsyncEnumerator(Limit);
        _ = Lose(broker, "old");
        _ = Lose(broker, "new");
        Assert.That(await reader.MoveNextAsync(), Is.True);
        Assert.That((reader.Current.Message, broker.DeadLetters.Missed), Is.EqualTo(("new", 1)));
    }

    [Test]
    public async Task A_message_of_any_type_has_the_size_that_the_option_returns()
    {
        Dictionary<object, long> sizes = new() { [1] = 600, [2] = 600, [3] = -5, [4] = long.MaxValue, [5] = 600 };
        DeadLetterOptions options = new() { MaxBytesPerReader = 2000, SizeOf = message => sizes[message] };
        Broker broker = CreateBroker(new BrokerOptions { DeadLetters = options });
        await using IAsyncEnumerator<DeadLetter> reader = broker.DeadLetters.ReadAllAsync().GetAsyncEnumerator(Limit);
        Lose([1, 2, 3]);
        Assert.That(broker.DeadLetters.Missed, Is.Zero, "a negative size counts as none");
        Lose([4]);
        Assert.That(broker.DeadLetters.Missed, Is.EqualTo(3));
        Lose([5, "unknown to the function, which throws"]);
        Assert.That(broker.DeadLetters.Missed, Is.EqualTo(4));
        Assert.That(await reader.MoveNextAsync(), Is.True);
        Assert.That(reader.Current.Message, Is.EqualTo(5));
        Assert.That(static () => new DeadLetterOptions { MaxBytesPerReader = 0 }, Throws.TypeOf<ArgumentOutOfRangeException>());

        void Lose(object[] messages)
        {
            foreach (object message in messages)
            {
                _ = DeadLetterTests.Lose(broker, message);
            }
        }
    }

    [Test]
    public async Task A_second_enumeration_reads_the_letters_after_its_begin()
    {
        Broker broker = CreateBroker();
        IAsyncEnumerable<DeadLetter> letters = broker.DeadLetters.ReadAllAsync();
        _ = Lose(broker, "first");
        _ = Lose(broker, "left unread");
        await foreach (DeadLetter letter in letters.WithCancellation(Limit))
        {
            Assert.That(letter.Message, Is.EqualTo("first"));
            break;
        }

        Assert.That(broker.DeadLetters.Readers, Is.Zero);
        _ = Lose(broker, "between");
        await using IAsyncEnumerator<DeadLetter> second = letters.GetAsyncEnumerator(Limit);
        await using IAsyncEnumerator<DeadLetter> third = letters.GetAsyncEnumerator(Limit);
        _ = Lose(broker, "last");
        foreach (IAsyncEnumerator<DeadLetter> reader in new[] { second, third })
        {
            Assert.That(await reader.MoveNextAsync(), Is.True);
            Assert.That(reader.Current.Message, Is.EqualTo("last"));
        }
    }

    [Test]
    public async Task A_reader_that_ends_is_removed_even_if_it_never_read_a_letter()
    {
        Broker broker = CreateBroker();
        await using (broker.DeadLetters.ReadAllAsync().GetAsyncEnumerator(Limit))
        {
            Assert.That(broker.DeadLetters.Readers, Is.EqualTo(1));
        }

        Assert.That(broker.DeadLetters.Readers, Is.Zero);
        using CancellationTokenSource cancellation = new();
        await using IAsyncEnumerator<DeadLetter> reader = broker.DeadLetters.ReadAllAsync(cancellationToken: cancellation.Token).GetAsyncEnumerator(Limit);
        ValueTask<bool> next = reader.MoveNextAsync();
        await cancellation.CancelAsync();
        Assert.That(async () => await next, Throws.InstanceOf<OperationCanceledException>());
    }

    // After each test no frame may be alive: see PatternTest.
    [Test]
    public async Task Frames_are_passed_to_the_actor_and_are_freed_however_they_end()
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

        await length.TellAsync(MultipartMessage.Create("not", "known"), Limit);
        Assert.That(async () => await broker.Actor("unknown").TellAsync(Frame.Copy("x"u8)), Throws.TypeOf<ActorNotFoundException>());
        ActorRef throwing = broker.Spawn("throwing", static (_, _) => throw new FormatException());
        await throwing.TellAsync(Frame.Copy("x"u8), Limit);
        await Eventually(() => broker.DeadLetters.Count == 3, "three letters");

        Frame kept = Frame.Copy("x"u8);
        Assert.That(broker.Actor("unknown").TryTell(kept), Is.False);
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

    [Test]
    public async Task Messages_of_the_broker_to_its_own_actors_are_none()
    {
        Broker broker = CreateBroker();
        ActorRef other = broker.Spawn("other", static (_, _) => default);
        Router router = broker.SpawnRouter("router", RoutingStrategy.RoundRobin, other);
        ActorCell cell = broker.Find("router")!;
        await broker.StopAsync(router);
        new WatchCommand(other, Watch: false).SendTo(cell);
        Assert.That(broker.DeadLetters.Count, Is.Zero);
        Assert.That(async () => await cell.TellAsync("x", Limit), Throws.TypeOf<ActorStoppedException>());
        Assert.That(broker.DeadLetters.Count, Is.EqualTo(1), "those of others are");
    }

    // In a separate method, so that no stack frame of the test keeps the message.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Lose(Broker broker, object message)
    {
        Assert.That(async () => await broker.Actor("unknown").TellAsync(message), Throws.TypeOf<ActorNotFoundException>());
        return new WeakReference(message);
    }
}
