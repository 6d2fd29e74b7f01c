namespace ZmqNative.Patterns.Tests;

public sealed class CancellationTests : PatternTest
{
    private static readonly CancellationToken Cancelled = new(canceled: true);

    [Test]
    public async Task An_operation_that_is_cancelled_before_it_begins_changes_nothing()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        await pair.Connected.SendAsync("there"u8.ToArray());
        MultipartMessage message = MultipartMessage.Create("not sent");

        Assert.That(async () => await pair.Bound.ReceiveAsync(Cancelled), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(
            async () => await pair.Bound.ReceiveBatchAsync(new MultipartMessage[1], Cancelled),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await pair.Bound.SendAsync(new byte[1], Cancelled), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await pair.Bound.SendAsync(message, Cancelled), Throws.InstanceOf<OperationCanceledException>());

        Assert.That(message.IsAlive, Is.False, "it belongs to the socket whatever the outcome");
        Assert.That(pair.Connected.TryReceive(out _), Is.False);
        using MultipartMessage there = await pair.Bound.ReceiveAsync();
        Assert.That(there.ToString(), Is.EqualTo("there"));
    }

    [Test]
    public async Task A_cancelled_receive_reports_its_token_and_loses_no_message()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        using CancellationTokenSource source = new();
        Task<MultipartMessage> cancelled = pair.Bound.ReceiveAsync(source.Token).AsTask();
        Task<MultipartMessage> other = pair.Bound.ReceiveAsync().AsTask();
        await source.CancelAsync();

        OperationCanceledException? exception = null;
        try
        {
            (await cancelled.WaitAsync(Generous)).Dispose();
        }
        catch (OperationCanceledException caught)
        {
            exception = caught;
        }

        Assert.That(exception?.CancellationToken, Is.EqualTo(source.Token));
        await pair.Connected.SendAsync("for the other"u8.ToArray());
        using MultipartMessage message = await other.WaitAsync(Generous);
        Assert.That(message.ToString(), Is.EqualTo("for the other"));
    }

    [Test]
    public async Task A_cancelled_batch_does_not_change_its_buffer()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        using CancellationTokenSource source = new();
        MultipartMessage[] batch = new MultipartMessage[2];
        Task<int> receive = pair.Bound.ReceiveBatchAsync(batch, source.Token).AsTask();
        await source.CancelAsync();
        Assert.That(async () => await receive.WaitAsync(Generous), Throws.InstanceOf<OperationCanceledException>());

        await pair.Connected.SendAsync("later"u8.ToArray());
        using MultipartMessage later = await pair.Bound.ReceiveAsync().AsTask().WaitAsync(Generous);
        Assert.That(batch[0].IsAlive, Is.False);
    }

    [Test]
    public async Task A_cancelled_send_is_removed_from_the_middle_of_the_queue()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc(), highWatermark: 1);
        int accepted = SocketPair.Fill(pair.Connected);
        using CancellationTokenSource source = new();
        Task first = pair.Connected.SendAsync("first"u8.ToArray()).AsTask();
        Task second = pair.Connected.SendAsync(["second", "part"], source.Token).AsTask();
        Task third = pair.Connected.SendAsync("third"u8.ToArray()).AsTask();
        await source.CancelAsync();
        Assert.That(async () => await second.WaitAsync(Generous), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(pair.Connected.PendingSends, Is.EqualTo(2));

        for (int i = 0; i < accepted; i++)
        {
            (await pair.Bound.ReceiveAsync().AsTask().WaitAsync(Generous)).Dispose();
        }

        using MultipartMessage one = await pair.Bound.ReceiveAsync().AsTask().WaitAsync(Generous);
        using MultipartMessage three = await pair.Bound.ReceiveAsync().AsTask().WaitAsync(Generous);
        await Task.WhenAll(first, third).WaitAsync(Generous);
        Assert.That((one.ToString(), three.ToString()), Is.EqualTo(("first", "third")));
        Assert.That(pair.Bound.TryReceive(out _), Is.False);
    }

    [Test]
    public async Task A_cancelled_send_lets_the_next_one_go_to_another_peer_of_a_router()
    {
        string endpoint = Inproc();
        await using AsyncSocket router = CreateSocket(SocketType.Router);
        router.Configure(static socket =>
        {
            socket.RouterMandatory = true;
            socket.SendHighWatermark = 1;
        });
        router.Bind(endpoint);
        await using AsyncSocket full = CreateSocket(SocketType.Dealer);
        await using AsyncSocket free = CreateSocket(SocketType.Dealer);
        full.Configure(static socket => socket.RoutingId = "full"u8);
        free.Configure(static socket => socket.RoutingId = "free"u8);
        foreach (AsyncSocket dealer in new[] { full, free })
        {
            dealer.Configure(static socket => socket.ReceiveHighWatermark = 1);
            dealer.Connect(endpoint);
            await dealer.SendAsync("hello"u8.ToArray());
            (await router.ReceiveAsync(Generous)).Dispose();
        }

        MultipartMessage filling = ["full", "x"];
        while (router.TrySend(filling))
        {
            filling = ["full", "x"];
        }

        filling.Dispose();
        using CancellationTokenSource source = new();
        Task first = router.SendAsync(["full", "y"], source.Token).AsTask();
        Task second = router.SendAsync(["free", "z"], CancellationToken.None).AsTask();
        Assert.That(router.PendingSends, Is.EqualTo(2));
        await source.CancelAsync();

        Assert.That(async () => await first.WaitAsync(Generous), Throws.InstanceOf<OperationCanceledException>());
        await second.WaitAsync(Generous);
        using MultipartMessage message = await free.ReceiveAsync(Generous);
        Assert.That(message.ToString(), Is.EqualTo("z"));
    }

    [Test]
    public async Task Cancelling_after_the_end_changes_nothing()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        using CancellationTokenSource source = new();
        Task<MultipartMessage> receive = pair.Bound.ReceiveAsync(source.Token).AsTask();
        await pair.Connected.SendAsync("first"u8.ToArray(), source.Token);
        using MultipartMessage first = await receive.WaitAsync(Generous);

        // The waiter returns to its pool; this receive most likely reuses it.
        Task<MultipartMessage> next = pair.Bound.ReceiveAsync().AsTask();
        await source.CancelAsync();
        await pair.Connected.SendAsync("second"u8.ToArray());

        using MultipartMessage second = await next.WaitAsync(Generous);
        Assert.That((first.ToString(), second.ToString()), Is.EqualTo(("first", "second")));
    }
}
