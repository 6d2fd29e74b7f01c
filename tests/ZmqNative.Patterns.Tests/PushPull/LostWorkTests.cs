namespace ZmqNative.Patterns.Tests.PushPull;

/// <summary>Work that is lost, and counted.</summary>
public sealed class LostWorkTests : PatternsTest
{
    [Test]
    public async Task Work_for_a_puller_that_never_connected_is_counted_as_lost()
    {
        // Nothing listens on port 1.
        Pusher pusher = new(">tcp://127.0.0.1:1", On(new PusherOptions { Linger = TimeSpan.FromMilliseconds(20) }));
        for (int i = 0; i < 10; i++)
        {
            await pusher.PushAsync($"{i}", Limit);
        }

        await pusher.DisposeAsync();

        Assert.That((pusher.Statistics.Sent, pusher.Statistics.Lost), Is.EqualTo((10L, 10L)));
    }

    [Test]
    public async Task Work_that_a_puller_takes_within_the_drain_time_is_not_counted_as_lost()
    {
        Puller first = new($"@{AnyPort}", On(new PullerOptions()));
        string endpoint = first.LastEndpoint;
        await first.DisposeAsync();
        ManualTime time = new();
        await using Reactor reactor = new(timeProvider: time);
        PusherOptions options = new() { SendHighWatermark = 1, Linger = Generous, DrainTimeout = 2 * Generous };
        Pusher pusher = new($">{endpoint}", On(options, reactor));
        Task accepted = pusher.PushAsync("accepted", Limit).AsTask();
        List<Task> queued = [];
        while (accepted.IsCompleted && pusher.Socket.PendingSends == 0)
        {
            queued.Add(pusher.PushAsync("queued", Limit).AsTask());
        }

        Task end = pusher.DisposeAsync().AsTask();
        await Eventually(() => time.ActiveTimers > 0, "the end waits");

        // As long as the linger time of the pusher, and shorter than its drain time.
        time.Jump(Generous + TimeSpan.FromSeconds(1));
        await using Puller puller = await Again(() => new Puller($"@{endpoint}", On(new PullerOptions())));
        for (int i = 0; i <= queued.Count; i++)
        {
            using ReceivedMessage work = await puller.ReceiveAsync(Limit);
            Assert.That(work.Text, Is.EqualTo(i == 0 ? "accepted" : "queued"));
        }

        await end.WaitAsync(Limit);
        await Task.WhenAll(queued);
        Assert.That(pusher.Statistics.Lost, Is.Zero);
    }

    [Test]
    public async Task Work_for_a_puller_that_connects_while_the_pusher_lingers_is_not_lost()
    {
        Puller first = new($"@{AnyPort}", On(new PullerOptions()));
        string endpoint = first.LastEndpoint;
        await first.DisposeAsync();
        Pusher pusher = new($">{endpoint}", On(new PusherOptions { Linger = Generous }));
        await pusher.PushAsync("late", Limit);
        Task end = pusher.DisposeAsync().AsTask();

        await using Puller puller = await Again(() => new Puller($"@{endpoint}", On(new PullerOptions())));
        using ReceivedMessage work = await puller.ReceiveAsync(Limit);

        Assert.That(work.Text, Is.EqualTo("late"));
        await end;
        Assert.That(pusher.Statistics.Lost, Is.Zero);
    }

    [Test]
    public async Task Work_over_inproc_is_not_counted_as_lost()
    {
        string endpoint = Inproc();
        await using Puller puller = new($"@{endpoint}", On(new PullerOptions()));
        Pusher pusher = new($">{endpoint}", On(new PusherOptions()));
        await pusher.PushAsync("x", Limit);
        await pusher.DisposeAsync();
        using ReceivedMessage work = await puller.ReceiveAsync(Limit);
        Assert.That((work.Text, pusher.Statistics.Lost), Is.EqualTo(("x", 0L)));
    }
}
