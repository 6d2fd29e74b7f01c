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
}
