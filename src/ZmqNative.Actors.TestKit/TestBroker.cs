using System.Diagnostics;

namespace ZmqNative.Actors.TestKit;

/// <summary>
/// A broker whose time only the test advances, with probes that receive what actors send, and with <see cref="IdleAsync"/>, which completes when no
/// actor can run.
/// </summary>
/// <remarks>
/// <para>No member waits for real time to pass, and none blocks. A test fails by an <see cref="ExpectationException"/>, of no test framework.</para>
/// <para>
/// Thread-safe, but one thing at a time: a test that tells an actor something while another thread waits for <see cref="IdleAsync"/> does not know which
/// comes first. Messages that other threads or processes send meanwhile are not known of.
/// </para>
/// </remarks>
public sealed partial class TestBroker : IAsyncDisposable
{
    private readonly TestBrokerOptions _options;
    private readonly ActivityObserver _observer;

    // Guards the probes, against threads that make some.
    private readonly Lock _gate = new();
    private readonly List<TestProbe> _probes = [];
    private Task? _disposing;

    /// <summary>Creates a broker on a virtual clock of its own.</summary>
    /// <param name="brokerOptions">The options of the broker; the clock in them is replaced. Default <see cref="BrokerOptions"/>.</param>
    /// <param name="options">The options of the test broker; default <see cref="TestBrokerOptions"/>.</param>
    public TestBroker(BrokerOptions? brokerOptions = null, TestBrokerOptions? options = null)
    {
        _options = options ?? new TestBrokerOptions();
        Time = new VirtualTime(_options.Start);
        BeganAt = Time.GetTimestamp();
        Broker = new Broker((brokerOptions ?? new BrokerOptions()) with { TimeProvider = Time });
        _observer = Broker.Observe();
        DeadLetters = new DeadLetterProbe(this);
    }

    /// <summary>The broker.</summary>
    public Broker Broker { get; }

    /// <summary>The clock of the broker, for other code under test, too.</summary>
    public VirtualTime Time { get; }

    /// <summary>The dead letters of the broker, from the begin on.</summary>
    public DeadLetterProbe DeadLetters { get; }

    /// <summary>Creates an actor that keeps what it receives, for the expectations of the test.</summary>
    /// <param name="address">The address: <c>name</c> or <c>name/key</c>. Default <c>probe</c> and a number.</param>
    /// <returns>The probe.</returns>
    /// <exception cref="ArgumentException">The address is not valid, or an actor has it.</exception>
    /// <exception cref="ObjectDisposedException">The broker is disposed.</exception>
    public TestProbe CreateProbe(string? address = null)
    {
        lock (_gate)
        {
            TestProbe probe = new(this, address ?? $"probe-{_probes.Count + 1}");
            _probes.Add(probe);
            return probe;
        }
    }

    /// <summary>Returns a text with what each actor is doing: which message it handles, and what it waits for.</summary>
    /// <returns>One line for each actor, those that are not idle first.</returns>
    public string Describe() => ActorReport.Of(Broker);

    /// <summary>The virtual time at the begin of the test.</summary>
    internal long BeganAt { get; }

    /// <summary>The limit of one wait, in real time.</summary>
    internal CancellationTokenSource BeginLimit(CancellationToken cancellationToken)
    {
        CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (!Debugger.IsAttached)
        {
            limit.CancelAfter(_options.Timeout);
        }

        return limit;
    }

    /// <summary>The exception of an expectation that failed.</summary>
    internal ExpectationException Failed(string text) => new($"{text}{Environment.NewLine}{Describe()}");

    /// <summary>The exception of a wait that took too long.</summary>
    internal ExpectationException TimedOut(string text) => Failed($"{text} (waited for {_options.Timeout.TotalSeconds:0.###} s of real time)");
}
