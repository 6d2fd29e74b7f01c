namespace ZmqNative.Actors.Tests;

/// <summary>The time limits of a broker's end and of asks, and the end from within an actor.</summary>
public sealed class EndTimeTests : BrokerTest
{
    private static readonly TimeSpan[] WrongTimes =
        [TimeSpan.FromTicks(-1), TimeSpan.FromMilliseconds(-1), TimeSpan.FromDays(60), TimeSpan.MaxValue, TimeSpan.MinValue];

    [Test]
    public async Task An_actor_that_disposes_its_own_broker_does_not_wait_for_itself()
    {
        Broker broker = new(new BrokerOptions { DrainTimeout = Generous, StopTimeout = Generous });
        TaskCompletionSource returned = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ActorRef actor = broker.Spawn("ender", async (_, _) =>
        {
            await broker.DisposeAsync();
            returned.SetResult();
        });
        await actor.TellAsync("end");

        await returned.Task.WaitAsync(Limit);
        await broker.DisposeAsync().AsTask().WaitAsync(Limit);
    }

    [Test]
    public async Task The_end_is_limited_by_the_clock_of_the_broker()
    {
        ManualTime time = new();
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = time, DrainTimeout = TimeSpan.FromDays(1), StopTimeout = TimeSpan.FromDays(2) });
        Blocked blocked = new();
        Task end = await BeginEndAsync(broker, blocked);
        while (!end.IsCompleted)
        {
            Assert.That(Limit.IsCancellationRequested, Is.False, "the end goes on");
            time.Jump(TimeSpan.FromHours(1));
            await Task.Yield();
        }

        await ContinueAsync(broker, blocked);
    }

    [Test]
    public async Task The_end_is_limited_by_the_clock_of_the_system_too()
    {
        TimeSpan brief = TimeSpan.FromMilliseconds(10);
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = new ManualTime(), DrainTimeout = brief, StopTimeout = brief });
        Blocked blocked = new();
        Task end = await BeginEndAsync(broker, blocked);
        await end.WaitAsync(Limit);
        await ContinueAsync(broker, blocked);
    }

    [TestCaseSource(nameof(WrongTimes))]
    public void Times_out_of_range_are_refused_when_the_broker_is_made(TimeSpan time)
    {
        using (Assert.EnterMultipleScope())
        {
            Refused(() => new BrokerClient(AnyPort, On(new BrokerClientOptions { AskTimeout = time })), "AskTimeout");
            Refused(() => new Broker(new BrokerOptions { DrainTimeout = time }), "DrainTimeout");
            Refused(() => new Broker(new BrokerOptions { StopTimeout = time }), "StopTimeout");
            Refused(() => new Broker(new BrokerOptions { AskTimeout = time }), "AskTimeout");
        }

        static void Refused(Func<object> make, string option) => Assert.That(
            make,
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains(option).And.Message.Contains("24.20:31:23.647"));
    }

    [TestCaseSource(nameof(WrongTimes))]
    public void A_time_out_of_range_is_refused_by_each_ask(TimeSpan time)
    {
        Broker broker = CreateBroker();
        ActorRef echo = broker.Spawn("echo", static (string text) => text);
        using Frame frame = Frame.Copy("x"u8);
        foreach (Func<object> ask in new Func<object>[]
        {
            () => echo.AskAsync<string>("x", time).AsTask(),
            () => echo.AskAsync<string>(frame, time).AsTask(),
            () => echo.AskStreamAsync<string>("x", time),
        })
        {
            Assert.That(
                ask,
                Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("timeout").And.Message.Contains("24.20:31:23.647"));
        }

        Assert.That(frame.IsAlive, Is.True, "a refused frame still belongs to the caller");
    }

    [Test]
    public async Task The_longest_times_work()
    {
        TimeSpan longest = TimeSpan.FromMilliseconds(int.MaxValue);
        await using Broker broker = new(new BrokerOptions { AskTimeout = longest, DrainTimeout = longest, StopTimeout = longest });
        ActorRef echo = broker.Spawn("echo", static (string text) => text);
        Assert.That(await echo.AskAsync<string>("x", longest, Limit), Is.EqualTo("x"));
    }

    private async Task<Task> BeginEndAsync(Broker broker, Blocked blocked)
    {
        await broker.Spawn("blocked", () => blocked).TellAsync("x", Limit);
        await blocked.BegunAsync(Limit);
        return broker.DisposeAsync().AsTask();
    }

    private async Task ContinueAsync(Broker broker, Blocked blocked)
    {
        Assert.That(broker.ActorCount, Is.EqualTo(1), "it still runs");
        blocked.Go();
        await Eventually(() => broker.ActorCount == 0, "it has stopped");
    }
}
