namespace ZmqNative.Patterns.Tests.PushPull;

/// <summary>Pushes that complete when a puller has handled the message.</summary>
public sealed class AcknowledgedDeliveryTests : AcknowledgedDeliveryTest
{
    [Test]
    public async Task A_push_completes_when_the_handler_has_completed([Values] bool pusherBinds, [Values("inproc", "tcp")] string transport)
    {
        string endpoint = transport == "tcp" ? AnyPort : Inproc();
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource handled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Func<ReceivedMessage, Task> handler = async message =>
        {
            Assert.That((message.Text, message.FrameCount, message.DeliveryCount), Is.EqualTo(("work", 1, 1)));
            started.SetResult();
            await handled.Task;
        };
        await using Pattern bound = pusherBinds ? new Pusher($"@{endpoint}", Pushing) : new Puller($"@{endpoint}", handler, Pulling);
        await using Pattern connected = pusherBinds
            ? new Puller($">{bound.LastEndpoint}", handler, Pulling)
            : new Pusher($">{bound.LastEndpoint}", Pushing);
        Pusher pusher = (Pusher)(pusherBinds ? bound : connected);

        Task push = pusher.PushAsync("work", Limit).AsTask();
        await started.Task.WaitAsync(Limit);
        Assert.That((push.IsCompleted, pusher.Unacknowledged), Is.EqualTo((false, 1)));
        handled.SetResult();
        await push;

        Assert.That(
            (pusher.Unacknowledged, pusher.Statistics.Sent, pusher.Statistics.Acknowledged, pusher.Statistics.Redelivered),
            Is.EqualTo((0, 1L, 1L, 0L)));
    }

    [Test]
    public async Task Texts_bytes_frames_and_json_arrive_as_they_are()
    {
        await using Pusher pusher = new(AnyPort, Pushing);
        await using Puller puller = new(pusher.LastEndpoint, Pulling);
        byte[] bytes = [0, 1, 255];
        Task pushes = Task.WhenAll(
            pusher.PushAsync("Ünï", Limit).AsTask(),
            pusher.PushAsync(bytes, Limit).AsTask(),
            pusher.PushAsync(Frame.Wrap(new byte[100_000]), Limit).AsTask(),
            pusher.PushJsonAsync(new Order("a b", 1), TestJson.Default.Order, Limit).AsTask(),
            pusher.PushAsync(MultipartMessage.Create("one", "", "three"), Limit).AsTask());
        bytes[0] = 9;

        List<string> texts = [];
        UInt128 lastId = 0;
        await foreach (ReceivedMessage message in puller.ReadAllAsync(Limit))
        {
            texts.Add(message.Span.Length == 100_000 ? "large" : $"{Convert.ToHexString(message.Span)} {message.FrameCount}");
            Assert.That(message.DeliveryId, Is.Not.EqualTo(lastId).And.Not.EqualTo(default(UInt128)));
            lastId = message.DeliveryId;
            if (texts.Count == 5)
            {
                Assert.That((message[1].Length, message[2].ToString()), Is.EqualTo((0, "three")));
                _ = puller.Acknowledge(message);
                break;
            }
        }

        await pushes;
        Assert.That(texts, Is.EqualTo(new[]
        {
            $"{Convert.ToHexString("Ünï"u8)} 1", "0001FF 1", "large", $"{Convert.ToHexString("{\"item\":\"a b\",\"count\":1}"u8)} 1", $"{Convert.ToHexString("one"u8)} 3",
        }));
    }

    [Test]
    public async Task Many_messages_are_handled_once_in_order_and_counted([Values(1, 8)] int concurrency)
    {
        const int Count = 20_000;
        await using Pusher pusher = new(AnyPort, Pushing with { MaxUnacknowledged = 1000 });
        Handled handled = new();
        await using Puller puller = new(pusher.LastEndpoint, handled.Add, Pulling with { MaxConcurrency = concurrency });

        await PushAllAsync(pusher, Count);

        Assert.That(handled.Count, Is.EqualTo(Count));
        Assert.That(handled.Texts.Count(), Is.EqualTo(Count));
        Assert.That((pusher.Statistics.Acknowledged, pusher.Unacknowledged), Is.EqualTo(((long)Count, 0)));
        Assert.That((puller.Statistics.Received, puller.Statistics.Acknowledged), Is.EqualTo(((long)Count, (long)Count)));
        Assert.That(pusher.Statistics.Malformed + puller.Statistics.Malformed, Is.Zero);
    }

    [Test]
    public async Task Work_is_distributed_by_what_pullers_have_settled()
    {
        await using Pusher pusher = new(Inproc(), Pushing);
        await using Puller idle = new(pusher.LastEndpoint, Pulling with { Prefetch = 3 });
        List<Task> pushes = [pusher.PushAsync("0", Limit).AsTask()];

        // Before the other one may handle all.
        using ReceivedMessage first = await idle.ReceiveAsync(Limit);
        Handled handled = new();
        await using Puller busy = new(pusher.LastEndpoint, handled.Add, Pulling with { Prefetch = 3 });
        for (int i = 1; i < 100; i++)
        {
            pushes.Add(pusher.PushAsync($"{i}", Limit).AsTask());
        }

        // The one that settles nothing gets as many as it has asked for, and no more.
        await Eventually(() => pusher.Statistics.Acknowledged >= 97, "all but three");
        Assert.That((handled.Count, pusher.Unacknowledged), Is.EqualTo((97, 3)));
        Assert.That(idle.Acknowledge(first), Is.True);
        Assert.That(idle.Acknowledge(first), Is.False, "it was settled before");
        for (int i = 0; i < 2; i++)
        {
            using ReceivedMessage next = await idle.ReceiveAsync(Limit);
            _ = idle.Acknowledge(next);
        }

        await Task.WhenAll(pushes);
    }

    [Test]
    public async Task Work_of_several_pushers_is_acknowledged_to_each_of_them()
    {
        await using Puller puller = new($"@{AnyPort}", static _ => { }, Pulling);
        await using Pusher a = new($">{puller.LastEndpoint}", Pushing);
        await using Pusher b = new($">{puller.LastEndpoint}", Pushing);

        await Task.WhenAll(PushAllAsync(a, 500), PushAllAsync(b, 700));

        Assert.That((a.Statistics.Acknowledged, b.Statistics.Acknowledged), Is.EqualTo((500L, 700L)));
    }

    [Test]
    public async Task At_the_limit_of_the_window_pushes_wait_and_trying_fails()
    {
        await using Pusher pusher = new(Inproc(), Pushing with { MaxUnacknowledged = 2 });
        Assert.That(pusher.TryPush("no puller"u8), Is.False);
        await using Puller puller = new(pusher.LastEndpoint, Pulling);
        Task<ReceivedMessage> receive = puller.ReceiveAsync(Limit).AsTask();
        await Eventually(() => pusher.TryPush("a"u8), "a puller");
        Task second = pusher.PushAsync("b", Limit).AsTask();
        Task third = pusher.PushAsync("c", Limit).AsTask();
        Assert.That(pusher.TryPush("d"u8), Is.False);
        using (ReceivedMessage first = await receive)
        {
            Assert.That(first.Text, Is.EqualTo("a"));
            _ = puller.Acknowledge(first);
        }

        foreach (string text in new[] { "b", "c" })
        {
            using ReceivedMessage next = await puller.ReceiveAsync(Limit);
            Assert.That(next.Text, Is.EqualTo(text));
            _ = puller.Acknowledge(next);
        }

        await Task.WhenAll(second, third);
        Assert.That((pusher.Statistics.Sent, pusher.Statistics.Acknowledged, pusher.Unacknowledged), Is.EqualTo((3L, 3L, 0)));
    }

    [Test]
    public async Task The_bytes_of_the_window_are_limited_too()
    {
        Pusher pusher = new(Inproc(), Pushing with { MaxUnacknowledgedBytes = 1000, DrainTimeout = TimeSpan.Zero });
        Task large = pusher.PushAsync(new byte[2000], Limit).AsTask();
        Task waiting = pusher.PushAsync(new byte[900], Limit).AsTask();

        Assert.That(
            async () => await pusher.PushAsync(new byte[101], Limit),
            Throws.InstanceOf<InvalidOperationException>().With.Message.Contains("MaxUnacknowledgedBytes"));
        await pusher.DisposeAsync();

        Assert.That(async () => await large, Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(async () => await waiting, Throws.InstanceOf<ObjectDisposedException>().With.Message.Contains("was not sent"));
        Assert.That(pusher.Statistics.Lost, Is.EqualTo(2));
    }

    [Test]
    public async Task A_message_over_a_limit_is_refused_before_it_is_sent()
    {
        await using Pusher pusher = new(Inproc(), Pushing with { MaxMessageSize = 100, MaxFrames = 4 });
        Assert.That(async () => await pusher.PushAsync(new byte[100], Limit), Throws.InstanceOf<MessageTooLargeException>());
        Assert.That(() => pusher.TryPush(new byte[100]), Throws.InstanceOf<MessageTooLargeException>());
        Assert.That(async () => await pusher.PushAsync(MultipartMessage.Create("1", "2", "3"), Limit), Throws.InstanceOf<MessageTooLargeException>());
        Assert.That(async () => await pusher.PushAsync(MultipartMessage.Create(), Limit), Throws.InstanceOf<ArgumentException>());
        Assert.That(pusher.Unacknowledged, Is.Zero);
    }

    [Test]
    public void Options_out_of_range_are_refused()
    {
        Assert.That(() => new Pusher(Inproc(), Pushing with { MaxUnacknowledged = 0 }), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Pusher(Inproc(), Pushing with { MaxUnacknowledgedBytes = 0 }), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Pusher(Inproc(), Pushing with { MaxFailures = 0 }), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Pusher(Inproc(), Pushing with { DeliveryTimeout = TimeSpan.Zero }), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Pusher(Inproc(), Pushing with { AcknowledgementTimeout = TimeSpan.Zero }), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Pusher(Inproc(), Pushing with { Delivery = (Delivery)2 }), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Puller(Inproc(), Pulling with { Prefetch = 0 }), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Puller(Inproc(), Pulling with { Prefetch = 65_537 }), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Puller(Inproc(), Pulling with { Delivery = (Delivery)2 }), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task A_puller_of_the_other_kind_has_nothing_to_settle()
    {
        await using Pusher pusher = new(Inproc(), On(new PusherOptions()));
        await using Puller puller = new(pusher.LastEndpoint, On(new PullerOptions()));
        await pusher.PushAsync("x", Limit);
        using ReceivedMessage message = await puller.ReceiveAsync(Limit);

        Assert.That((message.DeliveryCount, message.DeliveryId, pusher.Unacknowledged), Is.EqualTo((0, default(UInt128), 0)));
        Assert.That(() => puller.Acknowledge(message), Throws.InvalidOperationException.With.Message.Contains("Delivery"));
    }

    private async Task PushAllAsync(Pusher pusher, int count)
    {
        Queue<Task> pushes = [];
        for (int i = 0; i < count; i++)
        {
            pushes.Enqueue(pusher.PushAsync($"{i}", Limit).AsTask());
            if (pushes.Count == 2000)
            {
                await pushes.Dequeue();
            }
        }

        await Task.WhenAll(pushes);
    }

    [Test]
    public async Task Pullers_over_inproc_that_have_ended_are_forgotten()
    {
        string endpoint = Inproc();
        await using Pusher pusher = new(endpoint, Pushing);

        // Their ends are not reported; each one says that it takes no more, so that nothing is sent to it either.
        for (int made = 0; made < 20 || pusher.PullerCount > made / 2; made++)
        {
            await using Puller puller = new(endpoint, Pulling);
            Task pushing = pusher.PushAsync("x", Limit).AsTask();
            using ReceivedMessage message = await puller.ReceiveAsync(Limit);
            Assert.That(puller.Acknowledge(message), Is.True);
            await pushing.WaitAsync(Limit);
        }
    }
}
