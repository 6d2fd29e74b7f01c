namespace ZmqNative.Patterns.Tests.PushPull;

/// <summary>Messages that are delivered again, or given up.</summary>
public sealed class RedeliveryTests : AcknowledgedDeliveryTest
{
    [Test]
    public async Task A_message_whose_handler_failed_is_delivered_again_with_a_mark()
    {
        List<int> counts = [];
        UInt128[] ids = new UInt128[3];
        await using Pusher pusher = new(AnyPort, Pushing);
        await using Puller puller = new(
            pusher.LastEndpoint,
            message =>
            {
                ids[counts.Count] = message.DeliveryId;
                counts.Add(message.DeliveryCount);
                return counts.Count < 3 ? throw new InvalidOperationException("not yet") : ValueTask.CompletedTask;
            },
            Pulling);

        await pusher.PushAsync("work", Limit);

        Assert.That(counts, Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(ids.Distinct().Count(), Is.EqualTo(1));
        Assert.That((pusher.Statistics.Redelivered, puller.Statistics.Redelivered, puller.Statistics.Failed), Is.EqualTo((2L, 2L, 2L)));
    }

    [Test]
    public async Task A_message_that_fails_too_often_is_given_up()
    {
        await using Pusher pusher = new(AnyPort, Pushing with { MaxFailures = 3 });
        await using Puller puller = new(pusher.LastEndpoint, static _ => throw new InvalidOperationException("secret"), Pulling);

        DeliveryFailedException? failure = await Assert.ThrowsAsync<DeliveryFailedException>(async () => await pusher.PushAsync("work", Limit));

        Assert.That((failure!.Reason, failure.Deliveries, failure.IsTransient), Is.EqualTo((DeliveryFailure.Failed, 3, false)));
        Assert.That(failure.Message, Does.Contain("The handler failed.").And.Not.Contain("secret"));
        Assert.That((pusher.Statistics.Undeliverable, pusher.Unacknowledged), Is.EqualTo((1L, 0)));
        Assert.That(puller.Statistics.Failed, Is.EqualTo(3), "counted before the pusher is told");
    }

    [Test]
    public async Task A_message_that_is_rejected_or_no_json_is_given_up_at_once()
    {
        await using Pusher pusher = new(AnyPort, Pushing);
        await using Puller puller = new(pusher.LastEndpoint, Pulling);
        Task rejected = pusher.PushAsync("work", Limit).AsTask();
        using (ReceivedMessage message = await puller.ReceiveAsync(Limit))
        {
            Assert.That(puller.Reject(message, "no such product"), Is.True);
        }

        Assert.That(async () => await rejected, Throws.InstanceOf<DeliveryFailedException>().With.Message.Contains("no such product"));
        puller.HandleJson(TestJson.Default.Order, static _ => { });
        DeliveryFailedException? failure = await Assert.ThrowsAsync<DeliveryFailedException>(async () => await pusher.PushAsync("no json", Limit));
        Assert.That(puller.Statistics.Malformed, Is.EqualTo(1), "counted before the pusher is told");
        Assert.That((failure!.Reason, failure.Message), Is.EqualTo((DeliveryFailure.Rejected, "A puller rejected the message: the body is no JSON of Order")));
        await pusher.PushJsonAsync(new Order("a", 1), TestJson.Default.Order, Limit);
        Assert.That((pusher.Statistics.Undeliverable, puller.Statistics.Undeliverable, puller.Statistics.Malformed), Is.EqualTo((2L, 2L, 1L)));
    }

    [Test]
    public async Task A_message_over_a_limit_of_the_puller_is_rejected()
    {
        await using Pusher pusher = new(AnyPort, Pushing);
        await using Puller puller = new(pusher.LastEndpoint, static _ => { }, Pulling with { MaxMessageSize = 1000 });

        Assert.That(async () => await pusher.PushAsync(new byte[1000], Limit), Throws.InstanceOf<DeliveryFailedException>());
        await pusher.PushAsync(new byte[900], Limit);
        Assert.That(puller.Statistics.Malformed, Is.EqualTo(1));
    }

    [Test]
    public async Task A_message_that_is_given_back_goes_to_the_next_puller()
    {
        await using Pusher pusher = new(AnyPort, Pushing);
        await using Puller one = new(pusher.LastEndpoint, Pulling with { Prefetch = 1 });
        Task push = pusher.PushAsync("work", Limit).AsTask();
        using ReceivedMessage first = await one.ReceiveAsync(Limit);
        await using Puller two = new(pusher.LastEndpoint, Pulling with { Prefetch = 1 });
        Task<ReceivedMessage> second = two.ReceiveAsync(Limit).AsTask();

        // Not before the second one has asked for messages.
        Task other = pusher.PushAsync("other", Limit).AsTask();
        using (ReceivedMessage message = await second)
        {
            Assert.That(one.Redeliver(first, "busy"), Is.True);
            Assert.That(two.Acknowledge(message), Is.True);
        }

        Task<ReceivedMessage> again = two.ReceiveAsync(Limit).AsTask();
        Task<ReceivedMessage> here = one.ReceiveAsync(Limit).AsTask();
        Puller receiver = await Task.WhenAny(again, here) == again ? two : one;
        using (ReceivedMessage message = await (receiver == two ? again : here))
        {
            Assert.That((message.Text, message.DeliveryCount), Is.EqualTo(("work", 2)));
            Assert.That(receiver.Acknowledge(message), Is.True);
        }

        await Task.WhenAll(push, other);
        await one.DisposeAsync();
        await two.DisposeAsync();
        Assert.That(async () => await (receiver == two ? here : again), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task The_message_at_which_a_loop_is_left_is_delivered_again()
    {
        await using Pusher pusher = new(AnyPort, Pushing);
        await using Puller puller = new(pusher.LastEndpoint, Pulling);
        Task pushes = Task.WhenAll(pusher.PushAsync("first", Limit).AsTask(), pusher.PushAsync("second", Limit).AsTask());
        List<(string Text, int Count)> read = [];
        while (read.Count < 3)
        {
            await foreach (ReceivedMessage message in puller.ReadAllAsync(Limit))
            {
                read.Add((message.Text, message.DeliveryCount));
                if (read.Count == 1)
                {
                    break;
                }

                if (read.Count == 3)
                {
                    _ = puller.Acknowledge(message);
                    break;
                }
            }
        }

        await pushes;
        Assert.That(read.Order(), Is.EqualTo(new[] { ("first", 1), ("first", 2), ("second", 1) }));
    }

    [Test]
    public async Task The_work_of_a_puller_that_ends_goes_to_another_one_the_oldest_first_and_unmarked_if_it_was_not_begun()
    {
        // Over TCP some of the ten may still be in transit when the puller ends, and would be marked.
        await using Pusher pusher = new(Inproc(), Pushing);
        Puller ending = new(pusher.LastEndpoint, Pulling with { Prefetch = 10 });
        List<Task> pushes = [];
        for (int i = 0; i < 20; i++)
        {
            pushes.Add(pusher.PushAsync($"{i}", Limit).AsTask());
        }

        // It has the first ten, and has begun one of them.
        ReceivedMessage begun = await ending.ReceiveAsync(Limit);
        await Eventually(() => pusher.Statistics.Sent == 10, "all that the puller has asked for");
        begun.Dispose();
        await ending.DisposeAsync();
        await Eventually(() => !pusher.Socket.HasMessages, "all that was given back");
        List<(string Text, int Count)> handled = [];
        await using Puller other = new(pusher.LastEndpoint, message => handled.Add((message.Text, message.DeliveryCount)), Pulling);
        await Task.WhenAll(pushes);

        Assert.That(handled.OrderBy(static h => int.Parse(h.Text)), Is.EqualTo(Enumerable.Range(0, 20).Select(static i => ($"{i}", i == 0 ? 2 : 1))));
        Assert.That(handled.Where(static h => h.Text != "0").Select(static h => int.Parse(h.Text)), Is.Ordered);
        Assert.That(ending.Statistics.Unhandled, Is.Zero);
    }

    [Test]
    public async Task The_work_of_an_unconnected_puller_goes_on_in_order_of_age()
    {
        await using Pusher pusher = new(AnyPort, Pushing);
        await using AsyncSocket dealer = Connected(SocketType.Dealer, pusher.LastEndpoint);
        await dealer.SendAsync((Payload)DeliveryFrames.Ready(5), Limit);
        List<Task> pushes = [];
        for (int i = 0; i < 8; i++)
        {
            pushes.Add(pusher.PushAsync($"{i}", Limit).AsTask());
        }

        await Eventually(() => pusher.Statistics.Sent == 5, "five messages at the first puller");
        await dealer.DisposeAsync();
        List<(string Text, int Count)> handled = [];
        await using Puller puller = new(pusher.LastEndpoint, message => handled.Add((message.Text, message.DeliveryCount)), Pulling with { Prefetch = 1 });
        await Task.WhenAll(pushes);

        // The new ones may have been first, until the loss was noticed.
        Assert.That(handled.Where(static h => h.Count == 2).Select(static h => h.Text), Is.EqualTo(new[] { "0", "1", "2", "3", "4" }));
        Assert.That(handled.Where(static h => h.Count == 1).Select(static h => h.Text), Is.EqualTo(new[] { "5", "6", "7" }));
    }

    [Test]
    public async Task A_message_that_a_puller_has_for_too_long_goes_to_another_one_and_either_acknowledgement_counts([Values] bool byTheFirst)
    {
        ManualTime time = new();
        await using Reactor reactor = new(timeProvider: time);
        PusherOptions options = On(Pushing with { AcknowledgementTimeout = TimeSpan.FromSeconds(8) }, reactor);
        await using Pusher pusher = new(AnyPort, options);
        await using Puller slow = new(pusher.LastEndpoint, Pulling);
        Task push = pusher.PushAsync("work", Limit).AsTask();
        using ReceivedMessage first = await slow.ReceiveAsync(Limit);
        await using Puller other = new(pusher.LastEndpoint, Pulling);
        Task<ReceivedMessage> receive = other.ReceiveAsync(Limit).AsTask();
        await Eventually(
            () =>
            {
                time.Jump(TimeSpan.FromSeconds(1));
                return receive.IsCompleted;
            },
            "the time-out");
        using ReceivedMessage second = await receive;
        Assert.That((second.Text, second.DeliveryCount), Is.EqualTo(("work", 2)));

        _ = byTheFirst ? slow.Acknowledge(first) : other.Acknowledge(second);
        await push;
        _ = byTheFirst ? other.Acknowledge(second) : slow.Acknowledge(first);

        Assert.That((pusher.Statistics.Acknowledged, pusher.Unacknowledged), Is.EqualTo((1L, 0)));
    }

    [Test]
    public async Task A_push_fails_when_its_time_is_over()
    {
        ManualTime time = new();
        await using Reactor reactor = new(timeProvider: time);
        await using Pusher pusher = new(Inproc(), On(Pushing with { DeliveryTimeout = TimeSpan.FromSeconds(5) }, reactor));
        Task push = pusher.PushAsync("work", Limit).AsTask();
        await Eventually(
            () =>
            {
                time.Jump(TimeSpan.FromSeconds(1));
                return push.IsCompleted;
            },
            "the time-out");

        DeliveryFailedException? failure = await Assert.ThrowsAsync<DeliveryFailedException>(() => push);
        Assert.That((failure!.Reason, failure.Deliveries, failure.IsTransient), Is.EqualTo((DeliveryFailure.TimedOut, 0, true)));
        Assert.That((pusher.Statistics.Undeliverable, pusher.Unacknowledged), Is.EqualTo((1L, 0)));
    }

    [Test]
    public async Task A_push_that_is_cancelled_is_not_sent_or_says_that_it_was()
    {
        await using Pusher pusher = new(AnyPort, Pushing with { MaxUnacknowledged = 1 });
        using CancellationTokenSource cancel = new();
        Task sent = pusher.PushAsync("sent", cancel.Token).AsTask();
        Task waiting = pusher.PushAsync("waiting", cancel.Token).AsTask();
        await using Puller puller = new(pusher.LastEndpoint, Pulling);
        using ReceivedMessage message = await puller.ReceiveAsync(Limit);

        await cancel.CancelAsync();

        Assert.That(async () => await sent, Throws.InstanceOf<OperationCanceledException>().With.Message.Contains("may have been handled"));
        Assert.That(async () => await waiting, Throws.InstanceOf<OperationCanceledException>().With.Message.Contains("was not sent"));
        Assert.That(async () => await pusher.PushAsync("x", cancel.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(puller.Acknowledge(message), Is.True);
        Task next = pusher.PushAsync("next", Limit).AsTask();
        using ReceivedMessage second = await puller.ReceiveAsync(Limit);
        Assert.That((second.Text, puller.Acknowledge(second)), Is.EqualTo(("next", true)));
        await next;
        Assert.That(pusher.Statistics.Acknowledged, Is.EqualTo(1));
    }

    [Test]
    public async Task Dispose_waits_for_acknowledgements()
    {
        TaskCompletionSource handled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Pusher pusher = new(AnyPort, Pushing with { DrainTimeout = Generous });
        await using Puller puller = new(pusher.LastEndpoint, _ => handled.Task, Pulling);
        Task push = pusher.PushAsync("work", Limit).AsTask();
        Task second = pusher.PushAsync("more", Limit).AsTask();
        Task end = pusher.DisposeAsync().AsTask();
        Assert.That(async () => await pusher.PushAsync("late", Limit), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(end.IsCompleted, Is.False);

        handled.SetResult();

        await Task.WhenAll(push, second, end);
        Assert.That((pusher.Statistics.Acknowledged, pusher.Statistics.Lost), Is.EqualTo((2L, 0L)));
    }

    [Test]
    public async Task Dispose_fails_what_is_not_acknowledged_in_time()
    {
        Pusher pusher = new(AnyPort, Pushing with { DrainTimeout = TimeSpan.Zero });
        await using Puller puller = new(pusher.LastEndpoint, Pulling with { Prefetch = 1 });
        Task sent = pusher.PushAsync("sent", Limit).AsTask();
        Task queued = pusher.PushAsync("queued", Limit).AsTask();
        using ReceivedMessage message = await puller.ReceiveAsync(Limit);

        await pusher.DisposeAsync();

        Assert.That(async () => await sent, Throws.InstanceOf<ObjectDisposedException>().With.Message.Contains("may have been handled"));
        Assert.That(async () => await queued, Throws.InstanceOf<ObjectDisposedException>().With.Message.Contains("was not sent"));
        Assert.That((pusher.Statistics.Lost, pusher.Unacknowledged), Is.EqualTo((2L, 0)));
    }

    [Test]
    public async Task The_end_of_the_context_fails_pushes()
    {
        Context context = new();
        Pusher pusher = new(Inproc(), Pushing with { Context = context });
        Task push = pusher.PushAsync("work", Limit).AsTask();

        context.Shutdown();

        Assert.That(async () => await push, Throws.InstanceOf<ContextTerminatedException>());
        Assert.That(async () => await pusher.PushAsync("work", Limit), Throws.InstanceOf<ContextTerminatedException>());
        await pusher.DisposeAsync();
        await context.DisposeAsync();
    }
}
