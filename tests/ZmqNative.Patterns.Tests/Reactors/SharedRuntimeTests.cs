namespace ZmqNative.Patterns.Tests.Reactors;

/// <summary>The context that patterns share if their options have none.</summary>
public sealed class SharedRuntimeTests : PatternsTest
{
    [Test]
    public async Task It_allows_as_many_patterns_as_the_process_may_have()
    {
        // Each takes three sockets: libzmq's own limit of 1,023 would be full with 341.
        const int Patterns = 400;
        List<Pattern> patterns = [];
        try
        {
            for (int i = 0; i < Patterns; i++)
            {
                patterns.Add(new Puller("@" + Inproc()));
            }
        }
        finally
        {
            await Task.WhenAll(patterns.Select(static pattern => pattern.DisposeAsync().AsTask())).WaitAsync(Limit);
        }
    }

    [Test]
    public void Its_limit_is_accepted_by_libzmq()
    {
        int sockets = SocketCapacity.For(Context);

        Assert.That(sockets, Is.InRange(1023, Context.SocketLimit));
        Assert.That(() => Context.MaxSockets = sockets, Throws.Nothing);
    }

    [Test]
    public async Task It_ends_with_its_last_pattern_although_the_reactor_of_another_one_could_not_be_made()
    {
        int contexts = Accounting.LiveContexts;
        int reactors = PatternAccounting.LiveReactors;
        Assert.That(
            static () => new Puller("@" + Inproc(), new PullerOptions { TimeProvider = new FailingTime() }), Throws.InstanceOf<FormatException>());

        await new Puller("@" + Inproc()).DisposeAsync().AsTask().WaitAsync(Limit);

        await Eventually(
            () => (Accounting.LiveContexts, PatternAccounting.LiveReactors) == (contexts, reactors), "the end of the shared context and reactor");
    }

    private sealed class FailingTime : TimeProvider
    {
        public override long GetTimestamp() => throw new FormatException("a clock");
    }
}
