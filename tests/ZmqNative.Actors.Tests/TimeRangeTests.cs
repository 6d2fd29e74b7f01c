namespace ZmqNative.Actors.Tests;

/// <summary>Times that no timer can count, which are refused by the call that gets them, with the range in the text.</summary>
public sealed class TimeRangeTests : RemoteTest
{
    private static readonly TimeSpan TooLong = TimeSpan.FromDays(60);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(int.MaxValue);

    private static TestCaseData[] Options { get; } =
    [
        Case("AskTimeout", static time => new Broker(new BrokerOptions { AskTimeout = time })),
        Case("DrainTimeout", static time => new Broker(new BrokerOptions { DrainTimeout = time })),
        Case("StopTimeout", static time => new Broker(new BrokerOptions { StopTimeout = time })),
        Case("DeliveryTimeout", static time => new Broker("inproc://times", new BrokerOptions { Listening = new() { DeliveryTimeout = time } })),
        Case("MaxTimeToLive", static time => new Broker("inproc://times", new BrokerOptions { Listening = new() { MaxTimeToLive = time } })),
        Case("AskTimeout", static time => new BrokerClient("inproc://times", new BrokerClientOptions { AskTimeout = time })),
        Case("Window", static time => new Supervision { Window = time }),
        Case("InitialBackoff", static time => new Supervision { InitialBackoff = time }),
        Case("MaxBackoff", static time => new Supervision { MaxBackoff = time }),
    ];

    [TestCaseSource(nameof(Options))]
    public async Task An_option_is_refused(Func<TimeSpan, object> make)
    {
        string name = (string)TestContext.CurrentContext.Test.Properties.Get("Option")!;
        ArgumentOutOfRangeException refused = Assert.Throws<ArgumentOutOfRangeException>(() => make(TooLong))!;
        Assert.That(refused.Message, Does.Contain(name).And.Contain($"{Longest}"));
        await ((make(Longest) as IAsyncDisposable)?.DisposeAsync() ?? default);
        await NothingAliveBut(0);
    }

    [Test]
    public async Task A_time_of_a_call_is_refused_or_works([Values] bool elsewhere)
    {
        Broker broker = Listen();
        _ = broker.Spawn("upper", (string text) => text.ToUpperInvariant());
        await using BrokerClient client = Connect(broker);
        ActorRef upper = elsewhere ? client.Actor("upper") : broker.Actor("upper");
        Assert.That(async () => await upper.AskAsync<string>("a", TooLong, Limit), RangeNamed());
        Assert.That(
            async () =>
            {
                using Frame frame = Frame.FromText("a");
                _ = await upper.AskAsync<string>(frame, TooLong, Limit);
            },
            RangeNamed());
        Assert.That(() => upper.AskStreamAsync<string>("a", TooLong, Limit), RangeNamed());
        Assert.That(await upper.AskAsync<string>("a", Longest, Limit), Is.EqualTo("A"));
        await foreach (string text in upper.AskStreamAsync<string>("a", Longest, Limit))
        {
            Assert.That(text, Is.EqualTo("A"));
        }
    }

    [Test]
    public async Task A_time_of_an_actor_is_refused_or_works()
    {
        Broker broker = CreateBroker();
        ActorRef actor = broker.Spawn("actor", static (_, context) =>
        {
            Assert.That(() => context.StartTimer("once", "tick", TooLong), RangeNamed());
            Assert.That(() => context.StartPeriodicTimer("again", "tick", TooLong), RangeNamed());
            context.StartTimer("once", "tick", Longest);
            context.StartPeriodicTimer("again", "tick", Longest);
            context.Reply(true);
            return default;
        });
        Assert.That(await actor.AskAsync<bool>("?", cancellationToken: Limit), Is.True);
        Assert.That(
            () => broker.Register("key/{id}", static _ => new Blocked(), new KeyedOptions { PassivateAfter = TooLong }), RangeNamed());
        broker.Register("key/{id}", static _ => new Blocked(), new KeyedOptions { PassivateAfter = Longest });
    }

    [Test]
    public async Task The_shortest_period_ticks_again_and_again()
    {
        Broker broker = CreateBroker();
        int ticks = 0;
        ActorRef actor = broker.Spawn("actor", (message, context) =>
        {
            if (message is "tick")
            {
                _ = Interlocked.Increment(ref ticks);
            }
            else
            {
                context.StartPeriodicTimer("again", "tick", TimeSpan.FromTicks(1));
            }

            return default;
        });
        await actor.TellAsync("start", Limit);
        await Eventually(() => Volatile.Read(ref ticks) > 2, "three ticks");
    }

    [Test]
    public async Task The_shortest_idle_time_passivates()
    {
        Broker broker = CreateBroker();
        broker.Register(
            "key/{id}",
            static _ => new AnsweringActor<string, string>(static (text, _) => new ValueTask<string>(text)),
            new KeyedOptions { PassivateAfter = TimeSpan.FromTicks(1) });
        Assert.That(await broker.Actor("key/1").AskAsync<string>("x", cancellationToken: Limit), Is.EqualTo("x"));
        await Eventually(() => broker.ActorCount == 0, "it is passivated");
    }

    [Test]
    public async Task The_longest_pause_before_a_restart_works()
    {
        ManualTime time = new();
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = time });
        ActorRef failing = broker.Spawn(
            "failing",
            static (_, _) => throw new FormatException("bad"),
            Unwatched with { Supervision = new Supervision { InitialBackoff = Longest, MaxBackoff = Longest, Jitter = 1 } });
        await failing.TellAsync("fail", Limit);
        await Eventually(() => time.ActiveTimers > 0, "it pauses");
        Assert.That(broker.Failures, Is.EqualTo(1));
    }

    private static NUnit.Framework.Constraints.ContainsConstraint RangeNamed() =>
        Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains($"{Longest}");

    private static TestCaseData Case(string option, Func<TimeSpan, object> make) =>
        new TestCaseData(make).SetProperty("Option", option).SetArgDisplayNames(option);
}
