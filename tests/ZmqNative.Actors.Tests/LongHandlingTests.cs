namespace ZmqNative.Actors.Tests;

/// <summary>Handlings that run for longer than the limit, by a clock that the test advances.</summary>
public sealed class LongHandlingTests : BrokerTest
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    // The default, which tests with a clock of their own do not have.
    private static readonly ActorOptions Watched = new() { LongHandlingTime = new ActorOptions().LongHandlingTime };

    [Test]
    public async Task A_handling_is_found_once_while_it_is_pending()
    {
        ManualTime time = new();
        using LogLines log = new();
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = time, LoggerFactory = log, Actors = Watched });
        Blocked blocked = new();
        ActorRef actor = broker.Spawn("slow", () => blocked);
        for (int i = 1; i <= 2; i++)
        {
            await actor.TellAsync("work", Limit);
            await blocked.BegunAsync(Limit);
            await ParkedAsync(broker, "slow");
            time.Advance(Second * 0.99);
            Assert.That(broker.LongHandlings, Is.EqualTo(i - 1), "not yet");
            time.Advance(Second / 2);
            Assert.That(broker.LongHandlings, Is.EqualTo(i));
            time.Advance(Second * 15);
            Assert.That(broker.LongHandlings, Is.EqualTo(i), "once");
            blocked.Go();
            await Eventually(() => blocked.Handled.Length == i, "handled");
        }

        string[] lines = Lines(log);
        Assert.That(lines, Has.Length.EqualTo(2));
        Assert.That(lines, Is.All.Contains("'slow'").And.All.Contains("String").And.All.Contains("00:00:01"));
    }

    [Test]
    public async Task A_handling_that_blocks_its_thread_is_found()
    {
        ManualTime time = new();
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = time, Actors = Watched });
        using ManualResetEventSlim go = new();
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ActorRef actor = broker.Spawn("blocking", (_, _) =>
        {
            begun.SetResult();
#pragma warning disable ZMQ001 // It is to block.
            go.Wait(Limit);
#pragma warning restore ZMQ001
            return default;
        });
        await actor.TellAsync("work", Limit);
        await begun.Task.WaitAsync(Limit);
        time.Advance(Second * 1.5);
        Assert.That(broker.LongHandlings, Is.EqualTo(1));
        go.Set();
    }

    [Test]
    public async Task Many_short_handlings_are_not_found_and_an_idle_broker_has_no_timer()
    {
        ManualTime time = new();
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = time, Actors = Watched });
        int handled = 0;
        ActorRef actor = broker.Spawn("quick", async (_, _) =>
        {
            await Task.Yield();
            _ = Interlocked.Increment(ref handled);
        });
        for (int i = 1; i <= 50; i++)
        {
            await actor.TellAsync(i, Limit);
            await Eventually(() => Volatile.Read(ref handled) == i, "handled");
            time.Advance(Second / 10);
        }

        Assert.That(broker.LongHandlings, Is.Zero);
        await Eventually(
            () =>
            {
                time.Advance(Second);
                return time.ActiveTimers == 0;
            },
            "its last turn has ended");

        // The next turn switches it on again.
        await actor.TellAsync("more", Limit);
        await Eventually(() => time.ActiveTimers == 1, "on again");
    }

    [Test]
    public async Task The_limit_is_that_of_the_actor_and_streams_are_left_out()
    {
        ManualTime time = new();
        using LogLines log = new();
        Broker broker = CreateBroker(new BrokerOptions
        {
            TimeProvider = time,
            LoggerFactory = log,
            Actors = new ActorOptions { LongHandlingTime = Timeout.InfiniteTimeSpan },
        });
        Blocked unlimited = new();
        Blocked longer = new();
        ActorRef first = broker.Spawn("unlimited", () => unlimited);
        ActorRef second = broker.Spawn("longer", () => longer, new ActorOptions { LongHandlingTime = Second * 60 });
        TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ActorRef stream = broker.Spawn(
            "stream",
            async (_, context) =>
            {
                using ReplyWriter<int> writer = context.ReplyStream<int>();
                open.SetResult();
                await Task.Delay(Timeout.Infinite, writer.Cancellation);
            },
            new ActorOptions { LongHandlingTime = Second });
        using CancellationTokenSource leave = CancellationTokenSource.CreateLinkedTokenSource(Limit);
        IAsyncEnumerator<int> reader = stream.AskStreamAsync<int>("go", TimeSpan.FromDays(1), leave.Token).GetAsyncEnumerator(Limit);
        Task<bool> next = reader.MoveNextAsync().AsTask();
        await open.Task.WaitAsync(Limit);
        await first.TellAsync("work", Limit);
        await second.TellAsync("work", Limit);
        await unlimited.BegunAsync(Limit);
        await longer.BegunAsync(Limit);
        await ParkedAsync(broker, "longer");
        time.Advance(Second * 50);
        Assert.That(broker.LongHandlings, Is.Zero);
        time.Advance(Second * 12);
        Assert.That(broker.LongHandlings, Is.EqualTo(1));
        Assert.That(Lines(log).Single(), Does.Contain("'longer'"));
        unlimited.Go();
        longer.Go();
        await leave.CancelAsync();
        Assert.That(async () => await next, Throws.InstanceOf<OperationCanceledException>());
        await reader.DisposeAsync();
    }

    [Test]
    public async Task A_hook_that_does_not_end_is_found()
    {
        ManualTime time = new();
        using LogLines log = new();
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = time, LoggerFactory = log, Actors = Watched });
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = broker.Spawn("starting", () => new Starting(begun, go.Task));
        await begun.Task.WaitAsync(Limit);
        await ParkedAsync(broker, "starting");
        time.Advance(Second * 1.5);
        Assert.That(Lines(log).Single(), Does.Contain("'starting'").And.Contains("hook"));
        go.SetResult();
    }

    // The turn has ended, too: the timer's call does nothing while a turn has the lock.
    private async Task ParkedAsync(Broker broker, string address) => await Eventually(
        () =>
        {
            if (broker.Find(address)!.Parts?.Pending is not { IsParked: true, IsWatched: true })
            {
                return false;
            }

            List<ActorCell> running = [];
            RunningTurn.List(broker, running);
            return running.Count == 0;
        },
        "it is pending");

    private static string[] Lines(LogLines log) => [.. log.Lines.Where(static line => line.Contains("is not complete", StringComparison.Ordinal))];

    private sealed class Starting(TaskCompletionSource begun, Task go) : Actor
    {
        public override async ValueTask OnStartedAsync(ActorContext context)
        {
            begun.SetResult();
            await go;
        }

        public override ValueTask ReceiveAsync(object message, ActorContext context) => default;
    }
}
