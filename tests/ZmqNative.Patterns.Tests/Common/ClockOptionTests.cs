namespace ZmqNative.Patterns.Tests;

/// <summary>The clock in the options of a pattern.</summary>
public sealed class ClockOptionTests : PatternsTest
{
    [Test]
    public async Task A_pattern_has_the_clock_of_its_options_and_a_reactor_of_its_own([Values] bool sharesContext)
    {
        ManualTime time = new();
        await using AsyncSocket router = Bound(SocketType.Router, AnyPort);
        await using RequestClient client = new(
            router.LastEndpoint, new RequestClientOptions { Context = sharesContext ? null : Context, TimeProvider = time });
        Task<string> request = client.RequestAsync("x", TimeSpan.FromHours(1)).AsTask();
        (await router.ReceiveAsync(Limit)).Dispose();
        time.Advance(TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(1));
        Assert.That(request.IsCompleted, Is.False);

        time.Advance(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(1));

        Assert.That(async () => await request.WaitAsync(Limit), Throws.InstanceOf<RequestTimeoutException>());
        Assert.That(client.Reactor, Is.Not.SameAs(Reactor));
    }

    [Test]
    public async Task A_clock_that_is_not_that_of_the_reactor_is_refused()
    {
        ManualTime time = new();
        await using Reactor reactor = new(timeProvider: time);
        await using Publisher publisher = new(AnyPort, On(new PublisherOptions { TimeProvider = time }, reactor));

        Assert.That(publisher.Reactor, Is.SameAs(reactor));
        Assert.That(
            () => new Publisher(AnyPort, On(new PublisherOptions { TimeProvider = new ManualTime() }, reactor)),
            Throws.InstanceOf<ArgumentException>().With.Message.Contains("one clock"));
    }
}
