namespace ZmqNative.Actors.Tests;

/// <summary>Senders that wait for space in the mailbox of an actor that hangs.</summary>
public sealed class WaitingSendersTests : BrokerTest
{
    private readonly ManualTime _time = new();
    private Blocked _blocked = new();

    [SetUp]
    public void NewActor() => _blocked = new Blocked();

    [Test]
    public async Task An_ask_that_times_out_leaves_the_queue_and_its_message_is_a_dead_letter()
    {
        const int Count = 1000;
        (Broker broker, ActorCell cell) = await SpawnFullAsync(new ActorOptions { MailboxCapacity = 2 });
        Task<string>[] asks = [.. Enumerable.Range(0, Count).Select(_ => cell.AskAsync<string>(Frame.Copy("x"u8), TimeSpan.FromSeconds(1)).AsTask())];
        Assert.That(cell.WaitingSenders, Is.EqualTo(Count));
        _time.Advance(TimeSpan.FromSeconds(1.1));
        Assert.That((cell.WaitingSenders, broker.DeadLetters.CountOf(DeadLetterReason.Expired)), Is.EqualTo((0, Count)));
        foreach (Task<string> ask in asks)
        {
            Assert.That(async () => await ask, Throws.TypeOf<AskTimeoutException>());
        }

        _blocked.Go(3);
    }

    [Test]
    public async Task An_ask_or_stream_that_is_cancelled_leaves_the_queue([Values] bool stream)
    {
        (Broker broker, ActorCell cell) = await SpawnFullAsync(new ActorOptions { MailboxCapacity = 2 });
        using CancellationTokenSource cancellation = new();
        Task<string> waiting = stream ? FirstAsync() : cell.AskAsync<string>("x", Generous, cancellation.Token).AsTask();
        Task after = cell.TellAsync("after", Limit).AsTask();
        Assert.That(cell.WaitingSenders, Is.EqualTo(2));
        await cancellation.CancelAsync();
        Assert.That(async () => await waiting, Throws.InstanceOf<OperationCanceledException>());
        Assert.That((cell.WaitingSenders, broker.DeadLetters.CountOf(DeadLetterReason.Expired)), Is.EqualTo((1, 1)));
        _blocked.Go(4);
        await after.WaitAsync(Limit);

        async Task<string> FirstAsync()
        {
            await foreach (string text in cell.AskStreamAsync<string>("x", Generous, cancellation.Token))
            {
                return text;
            }

            return "none";
        }
    }

    [Test]
    public async Task A_broadcast_ask_that_was_answered_or_timed_out_leaves_the_queues([Values] bool answered)
    {
        (Broker broker, ActorCell cell) = await SpawnFullAsync(new ActorOptions { MailboxCapacity = 2 });
        using SemaphoreSlim handled = new(0);
        ActorRef other = broker.Spawn("other", (message, context) =>
        {
            ((Frame)message).Dispose();
            if (answered)
            {
                context.Reply("fine");
            }
            else
            {
                _ = context.ReplyLater();
            }

            _ = handled.Release();
            return default;
        });
        Router router = broker.SpawnRouter("all", RoutingStrategy.Broadcast, cell, other);
        for (int i = 0; i < 100; i++)
        {
            ValueTask<string> ask = router.AskAsync<string>(Frame.Copy("x"u8), TimeSpan.FromSeconds(1), Limit);
            await handled.WaitAsync(Limit);
            if (answered)
            {
                Assert.That(await ask, Is.EqualTo("fine"));
            }
            else
            {
                Assert.That(cell.WaitingSenders, Is.EqualTo(1));
                _time.Advance(TimeSpan.FromSeconds(1.1));
                Assert.That(async () => await ask, Throws.TypeOf<AskTimeoutException>());
            }

            Assert.That(cell.WaitingSenders, Is.Zero);
        }

        Assert.That(broker.DeadLetters.CountOf(DeadLetterReason.Expired), Is.EqualTo(100));
        _blocked.Go(3);
    }

    [Test]
    public async Task The_number_of_waiting_senders_is_limited()
    {
        const int Limited = 10;
        (Broker broker, ActorCell cell) = await SpawnFullAsync(new ActorOptions { MailboxCapacity = 2, MaxWaitingSenders = Limited });
        Task<string>[] asks = [.. Enumerable.Range(0, Limited / 2).Select(_ => cell.AskAsync<string>("x", TimeSpan.FromSeconds(1)).AsTask())];
        Task[] tells = [.. Enumerable.Range(0, Limited / 2).Select(_ => cell.TellAsync("x", Limit).AsTask())];
        Assert.That(
            async () => await cell.TellAsync("x", Limit), Throws.TypeOf<MailboxFullException>().With.Message.Contains("10 senders wait"));
        Assert.That(
            async () => await cell.AskAsync<string>("x", Generous, Limit), Throws.TypeOf<MailboxFullException>().With.Message.Contains("10 senders wait"));
        Assert.That(broker.DeadLetters.CountOf(DeadLetterReason.MailboxFull), Is.EqualTo(2));

        // Asks that end free their places.
        _time.Advance(TimeSpan.FromSeconds(1.1));
        Assert.That(cell.WaitingSenders, Is.EqualTo(Limited / 2));
        Task last = cell.TellAsync("x", Limit).AsTask();
        _blocked.Go(3 + (Limited / 2) + 1);
        await Task.WhenAll([.. tells, last]).WaitAsync(Limit);
        foreach (Task<string> ask in asks)
        {
            Assert.That(async () => await ask, Throws.TypeOf<AskTimeoutException>());
        }

        Assert.That(static () => new ActorOptions { MaxWaitingSenders = 0 }, Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task The_brokers_own_messages_always_wait()
    {
        (Broker broker, ActorCell cell) = await SpawnFullAsync(new ActorOptions { MailboxCapacity = 2, MaxWaitingSenders = 1 });
        for (int i = 0; i < 10; i++)
        {
            new WatchCommand(cell, Watch: true).SendTo(cell);
        }

        Assert.That((cell.WaitingSenders, broker.DeadLetters.Count), Is.EqualTo((10, 0)));
        _blocked.Go(13);
    }

    [Test]
    public async Task Asks_that_end_while_they_get_room_end_once_each()
    {
        Broker broker = CreateBroker();
        ActorRef actor = broker.Spawn(
            "actor",
            static async (message, context) =>
            {
                await Task.Yield();
                context.Reply(message);
            },
            new ActorOptions { MailboxCapacity = 2 });
        int size = Storm.Size(4_000);
        int ended = 0;
        await Storm.EndAsync(Enumerable.Range(0, 4).Select(thread => Task.Run(async () =>
        {
            for (int i = 0; i < size / 16; i++)
            {
                using CancellationTokenSource cancellation = new();
                Task<object>[] asks =
                    [.. Enumerable.Range(0, 16).Select(n => actor.AskAsync<object>(n, cancellationToken: n % 2 == 0 ? cancellation.Token : default).AsTask())];
                await Task.Yield();
                await cancellation.CancelAsync();
                for (int n = 0; n < asks.Length; n++)
                {
                    try
                    {
                        Assert.That(await asks[n], Is.EqualTo(n));
                    }
                    catch (OperationCanceledException)
                    {
                        Assert.That(n % 2, Is.Zero);
                    }

                    _ = Interlocked.Increment(ref ended);
                }
            }
        })));
        Assert.That(ended, Is.EqualTo(4 * (size / 16) * 16));
        Assert.That(((ActorCell)actor).WaitingSenders, Is.Zero);
    }

    // Spawns an actor that handles one message, and fills its mailbox.
    private async Task<(Broker Broker, ActorCell Cell)> SpawnFullAsync(ActorOptions options)
    {
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = _time });
        ActorRef actor = broker.Spawn("blocked", () => _blocked, options);
        await actor.TellAsync("in hand", Limit);
        await _blocked.BegunAsync(Limit);
        for (int i = 0; i < options.MailboxCapacity; i++)
        {
            Assert.That(actor.TryTell(i), Is.True);
        }

        return (broker, (ActorCell)actor);
    }
}
