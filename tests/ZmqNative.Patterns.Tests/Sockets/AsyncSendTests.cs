using System.Buffers;

namespace ZmqNative.Patterns.Tests;

public sealed class AsyncSendTests : PatternTest
{
    [Test]
    public async Task A_send_waits_at_the_high_water_mark_until_the_peer_reads()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc(), highWatermark: 1);
        int accepted = SocketPair.Fill(pair.Connected);
        const int Waiting = 100;
        Task[] sends = [.. Enumerable.Range(accepted, Waiting).Select(i => pair.Connected.SendAsync(Storm.Bytes(0, i)).AsTask())];
        Assert.That(pair.Connected.PendingSends, Is.EqualTo(Waiting));

        for (int i = 0; i < accepted + Waiting; i++)
        {
            MultipartMessage message = await pair.Bound.ReceiveAsync().AsTask().WaitAsync(Generous);
            Assert.That(Storm.Take(message).Number, Is.EqualTo(i));
        }

        await Task.WhenAll(sends).WaitAsync(Generous);
        Assert.That(pair.Connected.SentMessages, Is.EqualTo(accepted + Waiting));
    }

    [Test]
    public async Task A_send_that_waits_calls_back_when_libzmq_accepts_it_and_before_it_completes()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc(), highWatermark: 1);
        int accepted = SocketPair.Fill(pair.Connected);
        using CancellationTokenSource cancelled = new();
        Task? sending = null;
        bool? wasCompleted = null;
        bool neverSent = true;
        sending = pair.Connected.SendAsync(MultipartMessage.Create("x"), () => wasCompleted = sending?.IsCompleted, default).AsTask();
        Task taken = pair.Connected.SendAsync(MultipartMessage.Create("y"), () => neverSent = false, cancelled.Token).AsTask();
        Assert.That(wasCompleted, Is.Null);

        await cancelled.CancelAsync();
        Assert.That(async () => await taken, Throws.InstanceOf<OperationCanceledException>());
        for (int i = 0; i <= accepted; i++)
        {
            (await pair.Bound.ReceiveAsync().AsTask().WaitAsync(Generous)).Dispose();
        }

        await sending.WaitAsync(Generous);
        Assert.That((wasCompleted, neverSent), Is.EqualTo((false, true)));
    }

    [Test]
    public async Task TrySend_does_not_overtake_pending_sends()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc(), highWatermark: 1);
        int accepted = SocketPair.Fill(pair.Connected);
        Task waiting = pair.Connected.SendAsync(Storm.Bytes(1, 0)).AsTask();

        using MultipartMessage mine = MultipartMessage.Create("mine");
        Assert.That(pair.Connected.TrySend(mine), Is.False);
        Assert.That(mine.IsAlive, Is.True, "a message that was not sent still belongs to the caller");

        for (int i = 0; i < accepted; i++)
        {
            Assert.That(Storm.Take(await pair.Bound.ReceiveAsync().AsTask().WaitAsync(Generous)).Sender, Is.Zero);
        }

        await waiting.WaitAsync(Generous);
        Assert.That(Storm.Take(await pair.Bound.ReceiveAsync().AsTask().WaitAsync(Generous)).Sender, Is.EqualTo(1));
    }

    [Test]
    public async Task A_message_that_was_sent_is_disposed()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        MultipartMessage first = MultipartMessage.Create("1", "2");
        MultipartMessage second = MultipartMessage.Create("3");
        await pair.Connected.SendAsync(first);
        Assert.That(pair.Connected.TrySend(second), Is.True);

        Assert.That((first.IsAlive, second.IsAlive), Is.EqualTo((false, false)));
        Assert.That(async () => await pair.Connected.SendAsync(first), Throws.InstanceOf<ObjectDisposedException>());
        (await pair.Bound.ReceiveAsync()).Dispose();
        (await pair.Bound.ReceiveAsync()).Dispose();
    }

    [Test]
    public async Task One_send_too_many_throws_and_disposes_its_message()
    {
        AsyncSocketOptions options = new() { MaxPendingOperations = 2, DrainTimeout = TimeSpan.Zero };
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc(), highWatermark: 1, options: options);
        SocketPair.Fill(pair.Connected);
        Task[] waiting = [.. Enumerable.Range(0, 2).Select(i => pair.Connected.SendAsync(Storm.Bytes(1, i)).AsTask())];

        Assert.That(async () => await pair.Connected.SendAsync(["x"]), Throws.InstanceOf<InvalidOperationException>());
        Assert.That(async () => await pair.Connected.SendAsync(new byte[3]), Throws.InstanceOf<InvalidOperationException>());
        Assert.That(async () => await pair.Connected.SendAsync(Frame.Copy("f"u8)), Throws.InstanceOf<InvalidOperationException>());

        await pair.Connected.DisposeAsync();
        foreach (Task send in waiting)
        {
            Assert.That(async () => await send.WaitAsync(Generous), Throws.InstanceOf<ObjectDisposedException>());
        }

        Assert.That(pair.Connected.LostSends, Is.EqualTo(2));
    }

    [Test]
    public async Task A_message_without_frames_is_refused_at_once_or_when_it_is_to_be_sent()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc(), highWatermark: 1);
        Assert.That(async () => await pair.Connected.SendAsync(MultipartMessage.Create()), Throws.ArgumentException);

        int accepted = SocketPair.Fill(pair.Connected);
        Task ahead = pair.Connected.SendAsync("ahead"u8.ToArray()).AsTask();
        Task empty = pair.Connected.SendAsync(MultipartMessage.Create()).AsTask();
        Task behind = pair.Connected.SendAsync("behind"u8.ToArray()).AsTask();
        for (int i = 0; i < accepted + 1; i++)
        {
            (await pair.Bound.ReceiveAsync().AsTask().WaitAsync(Generous)).Dispose();
        }

        await ahead.WaitAsync(Generous);
        Assert.That(async () => await empty.WaitAsync(Generous), Throws.ArgumentException);
        await behind.WaitAsync(Generous);
        (await pair.Bound.ReceiveAsync().AsTask().WaitAsync(Generous)).Dispose();
    }

    [Test]
    public async Task Bytes_may_be_reused_as_soon_as_a_pending_send_returns()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc(), highWatermark: 1);
        int accepted = SocketPair.Fill(pair.Connected);
        byte[] bytes = "kept"u8.ToArray();
        Task send = pair.Connected.SendAsync(bytes).AsTask();
        bytes.AsSpan().Clear();

        for (int i = 0; i < accepted; i++)
        {
            (await pair.Bound.ReceiveAsync().AsTask().WaitAsync(Generous)).Dispose();
        }

        await send.WaitAsync(Generous);
        using MultipartMessage message = await pair.Bound.ReceiveAsync().AsTask().WaitAsync(Generous);
        Assert.That(message.ToString(), Is.EqualTo("kept"));
    }

    [TestCase(10)]
    [TestCase(5_000)]
    [TestCase(1_000_000)]
    public async Task A_writer_sends_what_it_wrote(int size)
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        await pair.Connected.SendAsync(Payload.Write(
            static (writer, size) =>
            {
                for (int i = 0; i < size; i++)
                {
                    writer.Write([(byte)i]);
                }
            },
            size));

        using MultipartMessage message = await pair.Bound.ReceiveAsync().AsTask().WaitAsync(Generous);
        byte[] received = message[0].Span.ToArray();
        Assert.That(received, Has.Length.EqualTo(size));
        Assert.That(received.Select((value, i) => value == (byte)i), Has.All.True);
    }

    [Test]
    public async Task A_writer_that_throws_sends_nothing()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        Assert.That(
            async () => await pair.Connected.SendAsync(Payload.Write(
                static (writer, _) =>
                {
                    writer.Write("half"u8);
                    throw new FormatException();
                },
                0)),
            Throws.InstanceOf<FormatException>());
        await pair.Connected.SendAsync("whole"u8.ToArray());
        using MultipartMessage message = await pair.Bound.ReceiveAsync().AsTask().WaitAsync(Generous);
        Assert.That(message.ToString(), Is.EqualTo("whole"));
    }

    [Test]
    public async Task A_wrapped_buffer_is_sent_without_a_copy_and_released_once()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        TaskCompletionSource<byte[]> released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        byte[] buffer = GC.AllocateArray<byte>(100_000, pinned: true);

        await pair.Connected.SendAsync(Frame.Wrap(buffer, released.SetResult));
        using (MultipartMessage message = await pair.Bound.ReceiveAsync().AsTask().WaitAsync(Generous))
        {
            buffer[77] = 42;
            Assert.That(message[0].Span[77], Is.EqualTo(42), "the receiver reads the sender's own bytes");
            Assert.That(released.Task.IsCompleted, Is.False);
        }

        Assert.That(await released.Task.WaitAsync(Generous), Is.SameAs(buffer));
    }
}
