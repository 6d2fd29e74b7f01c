using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns.Tests;

/// <summary>Receives in a stream, which try again for a short time before they wait for the reactor.</summary>
public sealed class SpinningTests : PatternTest
{
    private const int StreamLength = 16;
    private static readonly AsyncSocketOptions WithoutEnd = CreateWithoutEnd();

    [Test]
    public async Task A_receive_in_a_stream_gets_a_message_that_arrives_shortly_after_without_waiting()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc(), options: WithoutEnd);
        await StreamAsync(pair, StreamLength);

        Call<MultipartMessage> receive = new(() => pair.Bound.ReceiveAsync().AsTask());
        receive.AssertSpins();
        await pair.Connected.SendAsync("next"u8.ToArray());

        Task<MultipartMessage> received = receive.Join();
        Assert.That(received.IsCompletedSuccessfully, Is.True);
        using MultipartMessage message = await received;
        Assert.That(message.ToString(), Is.EqualTo("next"));
        Assert.That(pair.Bound.ReceivedMessages, Is.EqualTo(StreamLength + 1));
    }

    [Test]
    public async Task A_send_in_a_stream_waits_at_once()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc(), highWatermark: StreamLength, options: WithoutEnd);
        int sent = SocketPair.Fill(pair.Connected);

        Task send = pair.Connected.SendAsync("one more"u8.ToArray()).AsTask();

        Assert.That(send.IsCompleted, Is.False);
        Assert.That(pair.Connected.PendingSends, Is.EqualTo(1));
        for (int i = 0; i < sent; i++)
        {
            (await pair.Bound.ReceiveAsync()).Dispose();
        }

        await send.WaitAsync(Generous);
        using MultipartMessage message = await pair.Bound.ReceiveAsync();
        Assert.That(message.ToString(), Is.EqualTo("one more"));
    }

    [TestCase(StreamLength - 1, AsyncSocketOptions.MostSpins)]
    [TestCase(StreamLength, 0)]
    public async Task A_receive_waits_at_once_outside_a_stream_or_without_spinning(int messages, int maxSpins)
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc(), options: new() { MaxSpins = maxSpins });
        await StreamAsync(pair, messages);

        Task<MultipartMessage> receive = pair.Bound.ReceiveAsync().AsTask();

        Assert.That(receive.IsCompleted, Is.False);
        Assert.That(pair.Bound.PendingReceives, Is.EqualTo(1));
        await pair.Connected.SendAsync("next"u8.ToArray());
        (await receive.WaitAsync(Generous)).Dispose();
    }

    [Test]
    public async Task The_end_of_the_socket_ends_spinning()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc(), options: WithoutEnd);
        await StreamAsync(pair, StreamLength);
        Call<MultipartMessage> receive = new(() => pair.Bound.ReceiveAsync().AsTask());
        receive.AssertSpins();

        await pair.Bound.DisposeAsync();

        Assert.That(receive.Join().Exception?.InnerException, Is.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task Cancellation_ends_spinning()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc(), options: WithoutEnd);
        await StreamAsync(pair, StreamLength);
        using CancellationTokenSource cancellation = new();
        Call<MultipartMessage> receive = new(() => pair.Bound.ReceiveAsync(cancellation.Token).AsTask());
        receive.AssertSpins();

        await cancellation.CancelAsync();

        Assert.That(receive.Join().IsCanceled, Is.True);
    }

    [TestCase(-1)]
    [TestCase(AsyncSocketOptions.MostSpins + 1)]
    public void A_number_out_of_range_is_refused(int maxSpins)
    {
        const string Text = "it must be from 0 to 10,000";
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                () => new AsyncSocketOptions { MaxSpins = maxSpins },
                Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains(Text));
            Assert.That(
                () => new Puller(Inproc(), new PullerOptions { Context = Context, Reactor = Reactor, MaxSpins = maxSpins }),
                Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains(Text));
        }
    }

    // More than the options allow: a thread that yields would reach their limit on an idle machine.
    private static AsyncSocketOptions CreateWithoutEnd()
    {
        AsyncSocketOptions options = new();
        MaxSpins(options) = int.MaxValue;
        return options;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<MaxSpins>k__BackingField")]
    private static extern ref int MaxSpins(AsyncSocketOptions options);

    private static async Task StreamAsync(SocketPair pair, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await pair.Connected.SendAsync("stream"u8.ToArray());
            (await pair.Bound.ReceiveAsync()).Dispose();
        }
    }

    /// <summary>A call on a separate thread.</summary>
    private sealed class Call<TResult>
    {
        // A call that waits instead of spinning has returned long before this number.
        private const int Yields = 2_000;

        private readonly Thread _thread;
        private volatile bool _begun;
        private Task<TResult>? _result;

        public Call(Func<Task<TResult>> call)
        {
            _thread = new Thread(() =>
            {
                _begun = true;
                try
                {
                    _result = call();
                }
                catch (ObjectDisposedException exception)
                {
                    _result = Task.FromException<TResult>(exception);
                }
            })
            {
                IsBackground = true,
            };
            _thread.Start();
        }

        public void AssertSpins()
        {
            Assert.That(SpinWait.SpinUntil(() => _begun, Generous), Is.True);
            for (int i = 0; i < Yields; i++)
            {
                _ = Thread.Yield();
            }

            Assert.That(_thread.IsAlive, Is.True, "the call returned");
        }

        /// <summary>The task as it was when the call returned, or shortly after.</summary>
        public Task<TResult> Join()
        {
            Assert.That(_thread.Join(Generous), Is.True);
            return _result!;
        }
    }
}
