namespace ZmqNative.Patterns.Tests;

/// <summary>Ends under the clock of a user that no code advances any more: the time of the system limits them, too.</summary>
public sealed class EndOnStillClockTests : PatternsTest
{
    // Nothing listens on port 1.
    private const string NoListener = "tcp://127.0.0.1:1";

    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);

    private Reactor _still = null!;

    [SetUp]
    public void CreateReactor() => _still = new Reactor(timeProvider: new ManualTime());

    [TearDown]
    public async Task EndReactor() => await _still.DisposeAsync();

    [Test]
    public async Task A_socket_gives_up_sends_that_wait_for_space()
    {
        AsyncSocket socket = _still.CreateSocket(Context, SocketType.Push, new AsyncSocketOptions { DrainTimeout = Short });
        socket.Bind(Inproc());
        Task send = socket.SendAsync("x"u8.ToArray(), Limit).AsTask();
        Assert.That(socket.PendingSends, Is.EqualTo(1));

        await socket.DisposeAsync().AsTask().WaitAsync(Limit);

        Assert.That(async () => await send, Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(socket.LostSends, Is.EqualTo(1));
    }

    [Test]
    public async Task A_pusher_gives_up_work_for_a_puller_that_never_connected()
    {
        Pusher pusher = new($">{NoListener}", On(new PusherOptions { Linger = Short }, _still));
        await pusher.PushAsync("x", Limit);

        await pusher.DisposeAsync().AsTask().WaitAsync(Limit);

        Assert.That(pusher.Statistics.Lost, Is.EqualTo(1));
    }

    [Test]
    public async Task A_pusher_gives_up_work_that_no_puller_acknowledges()
    {
        Pusher pusher = new(AnyPort, On(new PusherOptions { Delivery = Delivery.Acknowledged, DrainTimeout = Short }, _still));
        Task push = pusher.PushAsync("x", Limit).AsTask();

        await pusher.DisposeAsync().AsTask().WaitAsync(Limit);

        Assert.That(async () => await push, Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(pusher.Statistics.Lost, Is.EqualTo(1));
    }

    [Test]
    public async Task A_server_leaves_a_handler_that_ignores_its_cancellation()
    {
        TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource blocked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ReplyServer server = new(
            AnyPort,
            async (_, _) =>
            {
                entered.SetResult();
                await blocked.Task;
                return "late";
            },
            On(new ReplyServerOptions { DrainTimeout = Short, CancelledHandlerTimeout = Short }, _still));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));
        Task<string> request = client.RequestAsync("x", cancellationToken: Limit).AsTask();
        await entered.Task.WaitAsync(Limit);

        await server.DisposeAsync().AsTask().WaitAsync(Limit);

        blocked.SetResult();
        await client.DisposeAsync();
        Assert.That(async () => await request, Throws.Exception);
        await Eventually(static () => Accounting.LiveFrames == 0, "the end of the handler");
    }
}
