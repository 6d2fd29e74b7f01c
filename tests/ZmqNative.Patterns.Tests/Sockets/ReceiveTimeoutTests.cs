namespace ZmqNative.Patterns.Tests;

/// <summary>Receives that end with a time-out.</summary>
public sealed class ReceiveTimeoutTests : PatternTest
{
    [Test]
    public async Task A_receive_without_a_message_times_out_and_the_next_one_gets_the_message()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        TimeSpan timeout = TimeSpan.FromMilliseconds(1);
        SocketTimeoutException? passed = await Assert.ThrowsAsync<SocketTimeoutException>(
            async () => await pair.Bound.ReceiveAsync(timeout));
        using (Assert.EnterMultipleScope())
        {
            Assert.That((passed!.Timeout, passed.IsTransient), Is.EqualTo((timeout, true)));
            Assert.That(passed.Message, Does.Contain("PAIR"));
            Assert.That(pair.Bound.PendingReceives, Is.Zero);
        }

        await pair.Connected.SendAsync(["late"]);
        using MultipartMessage message = await pair.Bound.ReceiveAsync(Generous);
        Assert.That(message.ToString(), Is.EqualTo("late"));
    }

    [Test]
    public async Task No_message_is_lost_to_timeouts_at_the_same_moment()
    {
        const int Count = 2000;
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        Task sending = Task.Run(async () =>
        {
            for (int i = 0; i < Count; i++)
            {
                await pair.Connected.SendAsync(Storm.Bytes(0, i));
                await Task.Yield();
            }
        });

        for (int i = 0; i < Count;)
        {
            try
            {
                MultipartMessage message = await pair.Bound.ReceiveAsync(TimeSpan.FromMilliseconds(i % 2));
                Assert.That(Storm.Take(message).Number, Is.EqualTo(i++));
            }
            catch (SocketTimeoutException)
            {
                await Task.Yield();
            }
        }

        await sending.WaitAsync(Generous);
    }

    [Test]
    public async Task A_timeout_of_zero_takes_a_present_message_also_while_a_send_waits()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc(), highWatermark: 1);
        await pair.Connected.SendAsync(["there"]);
        int filled = SocketPair.Fill(pair.Bound);
        Task waiting = pair.Bound.SendAsync(Storm.Bytes(0, 0)).AsTask();
        using MultipartMessage message = await pair.Bound.ReceiveAsync(TimeSpan.Zero);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(message.ToString(), Is.EqualTo("there"));
            Assert.That(waiting.IsCompleted, Is.False);
        }

        for (int i = 0; i <= filled; i++)
        {
            _ = Storm.Take(await pair.Connected.ReceiveAsync(Generous));
        }

        await waiting.WaitAsync(Generous);
    }

    [Test]
    public async Task A_timeout_of_zero_takes_all_present_messages_on_a_thread_of_the_reactor()
    {
        const int Count = ReactorThread.ReceivesPerItem + 10;
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        using ManualResetEventSlim present = new();
        Task reading = ReadAsync();
        for (int i = 0; i <= Count; i++)
        {
            await pair.Connected.SendAsync(["x"]);
        }

        present.Set();
        await reading.WaitAsync(Generous);

        async Task ReadAsync()
        {
            (await pair.Bound.ReceiveAsync()).Dispose();
            _ = present.Wait(Generous);
            for (int i = 0; i < Count; i++)
            {
                (await pair.Bound.ReceiveAsync(TimeSpan.Zero)).Dispose();
            }
        }
    }

    [Test]
    public async Task A_cancelled_token_is_not_reported_as_a_timeout()
    {
        await using AsyncSocket socket = CreateSocket(SocketType.Pull);
        using CancellationTokenSource source = new();
        Task<MultipartMessage> receive = socket.ReceiveAsync(Generous, source.Token).AsTask();
        await source.CancelAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(async () => await receive, Throws.InstanceOf<OperationCanceledException>());
            Assert.That(
                async () => await socket.ReceiveAsync(Generous, source.Token), Throws.InstanceOf<OperationCanceledException>());
        }
    }

    [Test]
    public async Task Disposal_ends_a_receive_with_a_timeout()
    {
        AsyncSocket socket = CreateSocket(SocketType.Pull);
        Task<MultipartMessage> receive = socket.ReceiveAsync(Generous).AsTask();
        await socket.DisposeAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(async () => await receive, Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(async () => await socket.ReceiveAsync(Generous), Throws.InstanceOf<ObjectDisposedException>());
        }
    }

    [Test]
    public async Task A_time_that_is_out_of_range_is_refused_at_once()
    {
        await using AsyncSocket socket = CreateSocket(SocketType.Pull);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => socket.ReceiveAsync(TimeSpan.FromTicks(-1)), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => socket.ReceiveAsync(TimeSpan.FromDays(25)), Throws.TypeOf<ArgumentOutOfRangeException>());
        }
    }
}
