namespace ZmqNative.Patterns.Tests;

public sealed class AsyncReceiveTests : PatternTest
{
    [Test]
    public async Task A_message_that_has_arrived_is_received_without_waiting()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        await pair.Connected.SendAsync("now"u8.ToArray());

        ValueTask<MultipartMessage> receive = pair.Bound.ReceiveAsync();

        Assert.That(receive.IsCompletedSuccessfully, Is.True);
        using MultipartMessage message = await receive;
        Assert.That(message.ToString(), Is.EqualTo("now"));
        Assert.That(pair.Bound.ReceivedMessages, Is.EqualTo(1));
        Assert.That(pair.Connected.SentMessages, Is.EqualTo(1));
    }

    [Test]
    public async Task Pending_receives_are_served_in_the_order_of_their_calls()
    {
        const int Count = 500;
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        Task<MultipartMessage>[] receives = [.. Enumerable.Range(0, Count).Select(_ => pair.Bound.ReceiveAsync().AsTask())];
        Assert.That(pair.Bound.PendingReceives, Is.EqualTo(Count));

        for (int i = 0; i < Count; i++)
        {
            await pair.Connected.SendAsync(Storm.Bytes(0, i));
        }

        MultipartMessage[] messages = await Task.WhenAll(receives).WaitAsync(Generous);
        Assert.That(messages.Select(message => Storm.Take(message).Number), Is.EqualTo(Enumerable.Range(0, Count)));
        Assert.That(pair.Bound.PendingReceives, Is.Zero);
    }

    [Test]
    public async Task TryReceive_takes_a_present_message_and_does_not_wait()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        Assert.That(pair.Bound.TryReceive(out MultipartMessage message), Is.False);
        Assert.That(message.IsAlive, Is.False);

        await pair.Connected.SendAsync("one"u8.ToArray());

        Assert.That(pair.Bound.TryReceive(out message), Is.True);
        Assert.That(message.ToString(), Is.EqualTo("one"));
        message.Dispose();
    }

    [Test]
    public async Task TryReceive_serves_pending_receives_first()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        Task<MultipartMessage> first = pair.Bound.ReceiveAsync().AsTask();
        await pair.Connected.SendAsync("for the first"u8.ToArray());

        Assert.That(pair.Bound.TryReceive(out _), Is.False);

        using MultipartMessage message = await first.WaitAsync(Generous);
        Assert.That(message.ToString(), Is.EqualTo("for the first"));
    }

    [Test]
    public async Task One_receive_too_many_throws_and_does_not_affect_others()
    {
        AsyncSocketOptions options = new() { MaxPendingOperations = 2 };
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc(), options: options);
        Task<MultipartMessage> first = pair.Bound.ReceiveAsync().AsTask();
        Task<int> second = pair.Bound.ReceiveBatchAsync(new MultipartMessage[1]).AsTask();

        Assert.That(async () => await pair.Bound.ReceiveAsync(), Throws.InstanceOf<InvalidOperationException>());
        Assert.That(async () => await pair.Bound.ReceiveBatchAsync(new MultipartMessage[1]), Throws.InstanceOf<InvalidOperationException>());

        await pair.Connected.SendAsync("1"u8.ToArray());
        (await first.WaitAsync(Generous)).Dispose();
        await using (pair)
        {
            await pair.Bound.DisposeAsync();
            Assert.That(async () => await second.WaitAsync(Generous), Throws.InstanceOf<ObjectDisposedException>());
        }
    }

    [Test]
    public async Task A_batch_takes_the_present_messages_up_to_its_size()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        for (int i = 0; i < 10; i++)
        {
            await pair.Connected.SendAsync(Storm.Bytes(0, i));
        }

        MultipartMessage[] batch = new MultipartMessage[7];
        int count = await pair.Bound.ReceiveBatchAsync(batch);
        int[] numbers = [.. batch[..count].Select(message => Storm.Take(message).Number)];
        int rest = await pair.Bound.ReceiveBatchAsync(batch);

        Assert.That((count, rest), Is.EqualTo((7, 3)));
        Assert.That(numbers, Is.EqualTo(Enumerable.Range(0, 7)));
        Assert.That(batch[..3].Select(message => Storm.Take(message).Number), Is.EqualTo([7, 8, 9]));
    }

    [Test]
    public async Task A_batch_waits_for_its_first_message()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        MultipartMessage[] batch = new MultipartMessage[4];
        Task<int> receive = pair.Bound.ReceiveBatchAsync(batch).AsTask();
        await pair.Connected.SendAsync("one"u8.ToArray());

        Assert.That(await receive.WaitAsync(Generous), Is.EqualTo(1));
        Assert.That(batch[0].ToString(), Is.EqualTo("one"));
        batch[0].Dispose();
    }

    [Test]
    public async Task A_batch_without_room_is_refused()
    {
        await using AsyncSocket socket = CreateSocket(SocketType.Pull);
        Assert.That(async () => await socket.ReceiveBatchAsync(Memory<MultipartMessage>.Empty), Throws.ArgumentException);
    }

    [Test]
    public async Task An_enumeration_yields_in_order_and_ends_when_the_socket_is_disposed()
    {
        SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        TaskCompletionSource allSeen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        List<int> seen = [];
        Task reading = Task.Run(async () =>
        {
            await foreach (MultipartMessage message in pair.Bound.ReadAllAsync())
            {
                seen.Add(Storm.Take(message).Number);
                if (seen.Count == 1000)
                {
                    allSeen.SetResult();
                }
            }
        });
        for (int i = 0; i < 1000; i++)
        {
            await pair.Connected.SendAsync(Storm.Bytes(0, i));
        }

        await allSeen.Task.WaitAsync(Generous);
        await pair.DisposeAsync();
        await reading.WaitAsync(Generous);
        Assert.That(seen, Is.EqualTo(Enumerable.Range(0, 1000)));
    }

    [Test]
    public async Task A_cancelled_enumeration_throws()
    {
        await using AsyncSocket socket = CreateSocket(SocketType.Pull);
        using CancellationTokenSource source = new();
        Task reading = Task.Run(
            async () =>
            {
                await foreach (MultipartMessage message in socket.ReadAllAsync(source.Token))
                {
                    message.Dispose();
                }
            });
        await source.CancelAsync();
        Assert.That(async () => await reading.WaitAsync(Generous), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task A_multipart_message_is_received_whole()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        Task<MultipartMessage> receive = pair.Bound.ReceiveAsync().AsTask();
        await pair.Connected.SendAsync(["a", "", "c"]);
        using MultipartMessage message = await receive.WaitAsync(Generous);
        Assert.That(message.ToString(), Is.EqualTo("a |  | c"));
    }
}
