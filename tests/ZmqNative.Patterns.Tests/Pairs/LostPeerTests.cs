namespace ZmqNative.Patterns.Tests;

public sealed class LostPeerTests : PatternsTest
{
    private PairOptions Options => new() { Context = Context, Reactor = Reactor, RequestTimeout = Generous };

    [Test]
    public async Task A_request_whose_peer_is_lost_fails_and_the_next_peer_answers_in_order()
    {
        TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<Payload> never = new(TaskCreationOptions.RunContinuationsAsynchronously);
        string endpoint = $"ipc://{Path.Combine(Path.GetTempPath(), $"zmqnative-{Guid.NewGuid():N}")}";
        PairServer first = new(
            endpoint,
            (_, _) =>
            {
                arrived.TrySetResult();
                return never.Task;
            },
            Options with { DrainTimeout = TimeSpan.Zero, CancelledHandlerTimeout = TimeSpan.Zero });
        await using PairClient client = new(endpoint, Options);

        Task<string> lost = client.RequestAsync("to the first").AsTask();
        await arrived.Task.WaitAsync(Generous);
        await first.DisposeAsync().AsTask().WaitAsync(Generous);
        Assert.That(async () => await lost.WaitAsync(Generous), Throws.InstanceOf<PeerLostException>());

        await using PairServer second = await BindAsync(endpoint);
        Assert.That(await client.RequestAsync("a"), Is.EqualTo("second: a"));
        Assert.That(await client.RequestAsync("b"), Is.EqualTo("second: b"));
        never.TrySetResult("too late");

        // The handler of the first has its request until it ends, on another thread.
        await Eventually(static () => Accounting.LiveFrames == 0, "the end of the handler that was left behind");
    }

    // libzmq closes the first one's listener in the background.
    private async Task<PairServer> BindAsync(string endpoint)
    {
        using CancellationTokenSource limit = new(Generous);
        while (true)
        {
            try
            {
                return new PairServer(endpoint, static work => "second: " + work.Text, Options);
            }
            catch (AddressInUseException)
            {
                limit.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }
    }
}
