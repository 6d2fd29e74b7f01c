namespace ZmqNative.Patterns.Tests;

/// <summary>A test with its own context and reactor, after which nothing may be alive.</summary>
public abstract class PatternTest
{
    /// <summary>The one time-out of all tests: far beyond what any of them needs, so that it only ends a hang.</summary>
    protected static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);

    private static int _lastName;

    protected Context Context { get; private set; } = null!;

    protected Reactor Reactor { get; private set; } = null!;

    /// <summary>An inproc endpoint that no other test uses.</summary>
    protected static string Inproc() => $"inproc://pattern-test-{Interlocked.Increment(ref _lastName)}";

    [SetUp]
    public void CreateContextAndReactor()
    {
        Context = new Context();
        Reactor = new Reactor();
    }

    [TearDown]
    public async Task AssertNothingIsAlive()
    {
        await Reactor.DisposeAsync().AsTask().WaitAsync(Generous);
        await Context.DisposeAsync();
        for (long begin = TimeProvider.System.GetTimestamp(); IsAnythingAlive() && TimeProvider.System.GetElapsedTime(begin) < Generous;)
        {
            // What ends in the background, such as the socket of a pattern whose constructor threw.
            await Task.Delay(1);
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(PatternAccounting.LiveAsyncSockets, Is.Zero, "async sockets alive");
            Assert.That(PatternAccounting.LiveReactors, Is.Zero, "reactors alive");
            Assert.That(PatternAccounting.LiveWaiters, Is.Zero, "waiters alive");
            Assert.That(Accounting.LiveContexts, Is.Zero, "contexts alive");
            Assert.That(Accounting.LiveSockets, Is.Zero, "sockets alive");
            Assert.That(Accounting.LiveFrames, Is.Zero, "frames alive");
            Assert.That(Accounting.LiveWrappedBuffers, Is.Zero, "wrapped buffers alive");
        }
    }

    private static bool IsAnythingAlive() => PatternAccounting.LiveAsyncSockets != 0 || PatternAccounting.LiveReactors != 0 || PatternAccounting.LiveWaiters != 0
        || Accounting.LiveContexts != 0 || Accounting.LiveSockets != 0 || Accounting.LiveFrames != 0 || Accounting.LiveWrappedBuffers != 0;

    /// <summary>An async socket on the test's context and reactor.</summary>
    protected AsyncSocket CreateSocket(SocketType type, AsyncSocketOptions? options = null) =>
        Reactor.CreateSocket(Context, type, options);
}
