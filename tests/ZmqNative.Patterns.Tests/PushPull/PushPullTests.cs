namespace ZmqNative.Patterns.Tests.PushPull;

public sealed class PushPullTests : PatternsTest
{
    [Test]
    public async Task Nothing_is_accepted_once_the_end_has_begun_although_the_socket_lingers()
    {
        Pusher pusher = new(">tcp://127.0.0.1:9", On(new PusherOptions { Linger = TimeSpan.FromSeconds(2) }));
        await pusher.PushAsync("before", Limit);
        Task end = pusher.DisposeAsync().AsTask();
        Assert.That(async () => await pusher.PushAsync("after", Limit), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => pusher.TryPush("after"u8), Throws.InstanceOf<ObjectDisposedException>());
        Frame frame = Frame.FromText("after");
        Assert.That(async () => await pusher.PushAsync(frame, Limit), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(frame.IsAlive, Is.False, "it belonged to the pusher");
        await end.WaitAsync(Limit);
        Assert.That(pusher.Statistics.Lost, Is.EqualTo(1));
    }

    [Test]
    public async Task Either_side_binds_or_connects([Values] bool pusherBinds)
    {
        string endpoint = Inproc();
        await using Pusher pusher = new((pusherBinds ? "@" : ">") + endpoint, On(new PusherOptions()));
        await using Puller puller = new((pusherBinds ? ">" : "@") + endpoint, On(new PullerOptions()));

        await pusher.PushAsync("work", Limit);

        using ReceivedMessage work = await puller.ReceiveAsync(Limit);
        Assert.That(work.Text, Is.EqualTo("work"));
    }

    [Test]
    public async Task Text_bytes_frames_and_json_are_one_frame_as_they_are()
    {
        await using AsyncSocket plain = Bound(SocketType.Pull, AnyPort);
        await using Pusher pusher = new($">{plain.LastEndpoint}", On(new PusherOptions()));

        await pusher.PushAsync("Ünï", Limit);
        await pusher.PushAsync(new byte[] { 0, 1, 255 }, Limit);
        await pusher.PushAsync(Frame.FromText("frame"), Limit);
        await pusher.PushJsonAsync(new Order("a b", 1), TestJson.Default.Order, Limit);

        Assert.That(await ReceiveTexts(plain), Is.EqualTo(new[] { "Ünï" }));
        Assert.That(await ReceiveBytes(plain), Is.EqualTo(new[] { new byte[] { 0, 1, 255 } }));
        Assert.That(await ReceiveTexts(plain), Is.EqualTo(new[] { "frame" }));
        Assert.That(await ReceiveTexts(plain), Is.EqualTo(new[] { """{"item":"a b","count":1}""" }));
    }

    [Test]
    public async Task Work_goes_to_pullers_in_turn()
    {
        await using Pusher pusher = new(Inproc(), On(new PusherOptions()));
        await using Puller one = new(pusher.LastEndpoint, On(new PullerOptions()));
        await using Puller two = new(pusher.LastEndpoint, On(new PullerOptions()));
        for (int i = 0; i < 100; i++)
        {
            await pusher.PushAsync($"{i}", Limit);
        }

        int previous = -1;
        for (int i = 0; i < 50; i++)
        {
            using ReceivedMessage mine = await one.ReceiveAsync(Limit);
            using ReceivedMessage other = await two.ReceiveAsync(Limit);
            Assert.That(Math.Abs(int.Parse(mine.Text) - int.Parse(other.Text)), Is.EqualTo(1));
            Assert.That(int.Parse(mine.Text), Is.GreaterThan(previous));
            previous = int.Parse(mine.Text);
        }
    }

    [Test]
    public async Task Work_is_taken_from_pushers_fairly()
    {
        await using Puller puller = new($"@{Inproc()}", On(new PullerOptions()));
        await using Pusher a = new($">{puller.LastEndpoint}", On(new PusherOptions()));
        await using Pusher b = new($">{puller.LastEndpoint}", On(new PusherOptions()));
        for (int i = 0; i < 100; i++)
        {
            await a.PushAsync("a", Limit);
        }

        for (int i = 0; i < 100; i++)
        {
            await b.PushAsync("b", Limit);
        }

        // Takes note of both: libzmq would look for the messages of b only after 100 of a.
        Assert.That(puller.Socket.HasMessages, Is.True);
        int fromB = 0;
        for (int i = 0; i < 100; i++)
        {
            using ReceivedMessage work = await puller.ReceiveAsync(Limit);
            fromB += work.Text == "b" ? 1 : 0;
        }

        Assert.That(fromB, Is.EqualTo(50).Within(1));
    }

    [Test]
    public async Task At_the_high_water_mark_pushing_waits_and_trying_fails()
    {
        string endpoint = Inproc();
        await using Pusher pusher = new(endpoint, On(new PusherOptions { SendHighWatermark = 5 }));
        Assert.That(pusher.TryPush("no puller"u8), Is.False);
        await using Puller puller = new(endpoint, On(new PullerOptions { ReceiveHighWatermark = 5 }));
        int accepted = 0;
        while (pusher.TryPush([(byte)accepted]))
        {
            accepted++;
        }

        // libzmq may notice that there is room only at the next attempt.
        Task waiting = pusher.PushAsync(new[] { (byte)accepted }, Limit).AsTask();
        while (waiting.IsCompletedSuccessfully)
        {
            accepted++;
            waiting = pusher.PushAsync(new[] { (byte)accepted }, Limit).AsTask();
        }

        Assert.That(waiting.IsCompleted, Is.False);
        Assert.That(pusher.TryPush("behind the pending one"u8), Is.False);
        for (int i = 0; i <= accepted; i++)
        {
            using ReceivedMessage work = await puller.ReceiveAsync(Limit);
            Assert.That(work.Span[0], Is.EqualTo(i));
        }

        await waiting;
        Assert.That(pusher.Statistics.Sent, Is.EqualTo(accepted + 1));
    }

    [Test]
    public async Task A_cancelled_push_is_not_sent_and_a_disposed_one_fails_after_the_drain_time()
    {
        Pusher pusher = new(Inproc(), On(new PusherOptions { DrainTimeout = TimeSpan.Zero }));
        using CancellationTokenSource cancel = new();
        Task cancelled = pusher.PushAsync("cancelled", cancel.Token).AsTask();
        Task disposed = pusher.PushAsync("disposed", Limit).AsTask();
        await cancel.CancelAsync();
        Assert.That(async () => await cancelled, Throws.InstanceOf<OperationCanceledException>());

        await pusher.DisposeAsync();

        Assert.That(async () => await disposed, Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(pusher.Statistics.Lost, Is.EqualTo(1));
        Assert.That(() => pusher.PushAsync("after").AsTask(), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task Queued_work_is_drained_when_the_puller_reads_in_time()
    {
        string endpoint = Inproc();
        Pusher pusher = new(endpoint, On(new PusherOptions { DrainTimeout = Generous }));
        Task queued = pusher.PushAsync("queued", Limit).AsTask();
        Task disposing = pusher.DisposeAsync().AsTask();

        await using Puller puller = new(endpoint, On(new PullerOptions()));

        await queued;
        await disposing;
        using ReceivedMessage work = await puller.ReceiveAsync(Limit);
        Assert.That(work.Text, Is.EqualTo("queued"));
        Assert.That(pusher.Statistics.Lost, Is.Zero);
    }

    [Test]
    public async Task Handlers_may_be_synchronous_or_return_a_Task_or_a_ValueTask()
    {
        using SemaphoreSlim handled = new(0);
        await PushAsync(endpoint => new Puller(endpoint, work => Handle(work), On(new PullerOptions())));
        await PushAsync(endpoint => new Puller(endpoint, new Func<ReceivedMessage, CancellationToken, Task>(HandleAsync), On(new PullerOptions())));
        await PushAsync(endpoint => new Puller(
            endpoint, async (work, cancellationToken) => await HandleAsync(work, cancellationToken), On(new PullerOptions())));

        async Task PushAsync(Func<string, Puller> create)
        {
            // Not one pusher for all: it may still send work to a puller that has just ended.
            await using Pusher pusher = new(Inproc(), On(new PusherOptions()));
            await using Puller puller = create(pusher.LastEndpoint);
            await pusher.PushAsync("x", Limit);
            await handled.WaitAsync(Limit);
        }

        void Handle(ReceivedMessage work)
        {
            Assert.That(work.Text, Is.EqualTo("x"));
            _ = handled.Release();
        }

        async Task HandleAsync(ReceivedMessage work, CancellationToken cancellationToken)
        {
            await Task.Yield();
            Handle(work);
        }
    }

    [Test]
    public async Task A_handler_that_throws_is_counted_and_called_again()
    {
        List<string> handled = [];
        TaskCompletionSource done = new();
        await using Pusher pusher = new(Inproc(), On(new PusherOptions()));
        await using Puller puller = new(
            pusher.LastEndpoint,
            work =>
            {
                handled.Add(work.Text);
                if (work.Text == "bad")
                {
                    throw new InvalidOperationException();
                }

                done.SetResult();
            },
            On(new PullerOptions()));
        await pusher.PushAsync("bad", Limit);
        await pusher.PushAsync("good", Limit);
        await done.Task.WaitAsync(Limit);

        Assert.That(handled, Is.EqualTo(new[] { "bad", "good" }));
        Assert.That(puller.Statistics.Failed, Is.EqualTo(1));
        Assert.That(() => puller.ReceiveAsync(Limit).AsTask(), Throws.InvalidOperationException);
        Assert.That(() => puller.TryReceive(out _), Throws.InvalidOperationException);
    }

    [Test]
    public async Task MaxConcurrency_is_reached_and_not_exceeded()
    {
        int running = 0;
        int most = 0;
        Lock gate = new();
        using SemaphoreSlim entered = new(0);
        using SemaphoreSlim release = new(0);
        await using Pusher pusher = new(Inproc(), On(new PusherOptions()));
        await using Puller puller = new(
            pusher.LastEndpoint,
            async (work, cancellationToken) =>
            {
                lock (gate)
                {
                    most = Math.Max(most, Interlocked.Increment(ref running));
                }

                _ = entered.Release();
                await release.WaitAsync(Limit);
                _ = Interlocked.Decrement(ref running);
            },
            On(new PullerOptions { MaxConcurrency = 4 }));
        for (int i = 0; i < 20; i++)
        {
            await pusher.PushAsync($"{i}", Limit);
        }

        for (int i = 0; i < 4; i++)
        {
            await entered.WaitAsync(Limit);
        }

        _ = release.Release(20);
        for (int i = 4; i < 20; i++)
        {
            await entered.WaitAsync(Limit);
        }

        Assert.That(most, Is.EqualTo(4));
    }

    [Test]
    public async Task An_enumeration_yields_typed_work_and_ends_with_the_puller()
    {
        await using Pusher pusher = new(Inproc(), On(new PusherOptions()));
        Puller puller = new(pusher.LastEndpoint, On(new PullerOptions()));
        for (int i = 0; i < 10; i++)
        {
            await pusher.PushJsonAsync(new Order("x", i), TestJson.Default.Order, Limit);
        }

        int count = 0;
        await foreach (ReceivedMessage work in puller.ReadAllAsync(Limit))
        {
            Assert.That(work.GetJson(TestJson.Default.Order), Is.EqualTo(new Order("x", count)));
            if (++count == 10)
            {
                await puller.DisposeAsync();
            }
        }

        Assert.That(count, Is.EqualTo(10));
        Assert.That(() => puller.ReceiveAsync().AsTask(), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task Work_over_the_limits_is_skipped_and_counted()
    {
        await using AsyncSocket plain = Bound(SocketType.Push, Inproc());
        await using Puller puller = new(plain.LastEndpoint, On(new PullerOptions { MaxFrames = 2, MaxMessageSize = 10 }));
        await plain.SendAsync(["1", "2", "3"], Limit);
        await plain.SendAsync(new byte[11], Limit);
        await plain.SendAsync("fine"u8.ToArray(), Limit);

        using ReceivedMessage work = await puller.ReceiveAsync(Limit);
        Assert.That(work.Text, Is.EqualTo("fine"));
        Assert.That(puller.Statistics, Is.EqualTo(new PatternStatistics { Received = 3, Malformed = 2 }));
    }
}
