namespace ZmqNative.Actors.TestKit.Tests;

/// <summary>A test with a test broker, after which no actor, ask or frame may be alive.</summary>
[TestFixture]
public abstract class TestKitTest
{
    /// <summary>The one time-out of all tests: it only ends a hang.</summary>
    protected static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);

    private readonly List<TestBroker> _brokers = [];

    /// <summary>The broker of the test.</summary>
    protected TestBroker Kit { get; private set; } = null!;

    protected Broker Broker => Kit.Broker;

    [SetUp]
    public void Begin() => Kit = CreateKit();

    [TearDown]
    public async Task EndAsync()
    {
        TestBroker[] brokers = [.. _brokers];
        _brokers.Clear();
        foreach (TestBroker broker in brokers)
        {
            await broker.DisposeAsync().AsTask().WaitAsync(Generous);
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(PatternAccounting.LiveWaiters, Is.Zero, "waiters alive");
            Assert.That(Accounting.LiveFrames, Is.Zero, "frames alive");
        }
    }

    protected TestBroker CreateKit(BrokerOptions? options = null, TimeSpan? timeout = null)
    {
        TestBroker kit = new(options, new TestBrokerOptions { Timeout = timeout ?? Generous });
        _brokers.Add(kit);
        return kit;
    }

    /// <summary>An actor that runs the functions that it is sent.</summary>
    protected ActorRef SpawnRunner(string address = "runner", TestBroker? kit = null, ActorOptions? options = null) =>
        (kit ?? Kit).Broker.Spawn(
            address,
            static (message, context) => message is Func<ActorContext, Task> run ? new ValueTask(run(context)) : default,
            options);

    /// <summary>Has an actor run a function.</summary>
    protected static ValueTask RunAsync(ActorRef runner, Func<ActorContext, Task> run) => runner.TellAsync(run);
}
