using System.Diagnostics;

namespace ZmqNative.Patterns.Tests;

/// <summary>The effects of items on the thread of a reactor on sockets, on other items and on the clocks of requests.</summary>
public sealed class ReactorTurnTests : PatternTest
{
    // The number of continuations that are inside each other on this thread.
    [ThreadStatic]
    private static int t_depth;

    [Test]
    public async Task A_socket_that_an_item_configures_for_long_is_looked_at_again()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        await using SocketPair trigger = SocketPair.Create(Context, Reactor, Inproc());
        await using SocketPair witness = SocketPair.Create(Context, Reactor, Inproc());
        Task<MultipartMessage> witnessed = witness.Bound.ReceiveAsync().AsTask();
        Task<Task<MultipartMessage>> configured = ConfigureAsync();
        await trigger.Connected.SendAsync(new byte[1]);
        using MultipartMessage message = await (await configured.WaitAsync(Generous)).WaitAsync(Generous);
        Assert.That(message.ToString(), Is.EqualTo("received"));

        async Task<Task<MultipartMessage>> ConfigureAsync()
        {
            (await trigger.Bound.ReceiveAsync().ConfigureAwait(false)).Dispose();

            // The reactor is to look at the socket after the item. It finds the socket in exclusive use, and the signal consumed.
            Task<MultipartMessage> received = pair.Bound.ReceiveAsync().AsTask();
            pair.Bound.Configure(socket =>
            {
                Assert.That(SpinWait.SpinUntil(() => Reactor.TakeOvers > 0, Generous), Is.True);
                Assert.That(witness.Connected.TrySend("seen"u8), Is.True);
                Wait(witnessed);
                Assert.That(pair.Connected.TrySend("received"u8), Is.True);
                Assert.That(SpinWait.SpinUntil(() => (socket.Events & PollEvents.In) != 0, Generous), Is.True);
            });
            return received;
        }
    }

    [TestCase("into")]
    [TestCase("one")]
    [TestCase("batch")]
    public async Task Code_that_finds_messages_without_waiting_leaves_the_thread_to_others(string how)
    {
        const int Messages = 1_000;
        const int Batch = 16;
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc(), highWatermark: 2 * Messages);
        await using SocketPair trigger = SocketPair.Create(Context, Reactor, Inproc());
        for (int i = 0; i < Messages; i++)
        {
            Assert.That(pair.Connected.TrySend(new byte[1]), Is.True);
        }

        Task<int> reading = ReadAsync();
        await trigger.Connected.SendAsync(new byte[1]);

        // The last batch may begin within the limit and end beyond it.
        Assert.That(await reading.WaitAsync(Generous), Is.LessThan(ReactorThread.ReceivesPerItem + (how == "batch" ? Batch : 0)));

        async Task<int> ReadAsync()
        {
            (await trigger.Bound.ReceiveAsync().ConfigureAwait(false)).Dispose();
            using MultipartMessage message = MultipartMessage.Create();
            MultipartMessage[] batch = new MultipartMessage[Batch];
            int most = 0;
            int inRow = 0;
            int received = 0;
            while (received < Messages)
            {
                ValueTask<int> receive = ReceiveAsync(message, batch);
                bool isCompleted = receive.IsCompleted && ReactorThread.Current is not null;
                int count = await receive.ConfigureAwait(false);
                received += count;
                inRow = isCompleted ? inRow + count : 0;
                most = Math.Max(most, inRow);
            }

            return most;
        }

        async ValueTask<int> ReceiveAsync(MultipartMessage message, MultipartMessage[] batch)
        {
            switch (how)
            {
                case "into":
                    await pair.Bound.ReceiveIntoAsync(message).ConfigureAwait(false);
                    return 1;
                case "one":
                    (await pair.Bound.ReceiveAsync().ConfigureAwait(false)).Dispose();
                    return 1;
                default:
                    int count = await pair.Bound.ReceiveBatchAsync(batch).ConfigureAwait(false);
                    for (int i = 0; i < count; i++)
                    {
                        batch[i].Dispose();
                    }

                    return count;
            }
        }
    }

    [Test]
    public async Task Continuations_that_complete_others_do_not_nest()
    {
        const int Waiters = 20_000;
        await using SocketPair trigger = SocketPair.Create(Context, Reactor, Inproc());
        int deepest = 0;
        int onReactor = 0;
        using CancellationTokenSource limit = new(Generous);
        while (onReactor == 0)
        {
            // On a busy machine the thread may be late before the first continuation, which runs on the pool then, as all behind it.
            limit.Token.ThrowIfCancellationRequested();
            AsyncTurn turn = new();
            await turn.EnterAsync(CancellationToken.None);
            Task[] waiters = [.. Enumerable.Range(0, Waiters).Select(_ => EnterAsync(turn))];
            Task exit = ExitInItemAsync(turn);
            await trigger.Connected.SendAsync(new byte[1]);
            await exit.WaitAsync(Generous);
            await Task.WhenAll(waiters).WaitAsync(Generous);
        }

        Assert.That(deepest, Is.EqualTo(1));

        async Task ExitInItemAsync(AsyncTurn turn)
        {
            (await trigger.Bound.ReceiveAsync().ConfigureAwait(false)).Dispose();
            turn.Exit();
        }

        async Task EnterAsync(AsyncTurn turn)
        {
            await turn.EnterAsync(CancellationToken.None).ConfigureAwait(false);
            onReactor += ReactorThread.Current is null ? 0 : 1;

            // Of this thread: on the thread pool the next one may begin before this one has left.
            deepest = Math.Max(deepest, ++t_depth);
            turn.Exit();
            t_depth--;
        }
    }

    [Test]
    public async Task Items_that_compute_for_less_than_a_take_over_needs_leave_other_sockets_served()
    {
        const int Tries = 4;
        int fewest = int.MaxValue;
        for (int i = 0; i < Tries; i++)
        {
            await using SocketPair other = SocketPair.Create(Context, Reactor, Inproc());
            await using SocketPair trigger = SocketPair.Create(Context, Reactor, Inproc());
            int items = 0;
            Task<int> served = ServeAsync();
            Task computing = ComputeAsync();
            await trigger.Connected.SendAsync(new byte[1]);
            fewest = Math.Min(fewest, await served.WaitAsync(Generous));
            await computing.WaitAsync(Generous);

            async Task<int> ServeAsync()
            {
                (await other.Bound.ReceiveAsync().ConfigureAwait(false)).Dispose();
                return Volatile.Read(ref items);
            }

            async Task ComputeAsync()
            {
                (await trigger.Bound.ReceiveAsync().ConfigureAwait(false)).Dispose();
                Assert.That(other.Connected.TrySend(new byte[1]), Is.True);
                while (!served.IsCompleted)
                {
                    Compute();
                    Interlocked.Increment(ref items);
                    await YieldOperation.RunAsync().ConfigureAwait(false);
                }
            }
        }

        // A number of items, not a time: without a limit of time it is the 256 of a round.
        Assert.That(fewest, Is.LessThan(100));
    }

    [Test]
    public async Task A_server_with_a_backlog_does_not_take_a_full_turn_for_an_empty_socket()
    {
        ManualTime time = new();
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        await using SocketPair trigger = SocketPair.Create(Context, Reactor, Inproc());
        using RequestIntake intake = new(pair.Bound, 1, time, static message => message.Dispose(), static _ => null);
        long begun = time.GetTimestamp();
        time.Jump(TimeSpan.FromSeconds(1));
        Assert.That(pair.Connected.TrySend("1"u8), Is.True);
        Assert.That(pair.Connected.TrySend("2"u8), Is.True);
        Task<ReceivedRequest> taken = TakeAsync();
        await trigger.Connected.SendAsync(new byte[1]);
        ReceivedRequest request = await taken.WaitAsync(Generous);
        request.Frames.Dispose();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(request.WasCaughtUp, Is.False);
            Assert.That(request.EmptyAt, Is.EqualTo(begun));
        }

        request = await intake.NextAsync(default, default);
        request.Frames.Dispose();
        Assert.That(request.EmptyAt, Is.EqualTo(begun));

        async Task<ReceivedRequest> TakeAsync()
        {
            (await trigger.Bound.ReceiveAsync().ConfigureAwait(false)).Dispose();
            await YieldOperation.RunAsync().ConfigureAwait(false);
            while (ReactorThread.Current is null)
            {
                // On a busy machine the thread may have been late, and handed its work over to the pool. Only a receive that waits brings it back.
                ValueTask<MultipartMessage> receive = trigger.Bound.ReceiveAsync();
                Assert.That(trigger.Connected.TrySend(new byte[1]), Is.True);
                (await receive.ConfigureAwait(false)).Dispose();
                await YieldOperation.RunAsync().ConfigureAwait(false);
            }

            // All but one that the intake asks for, and the one that the receive asks for.
            for (int i = 2; i < ReactorThread.ReceivesPerItem; i++)
            {
                Assert.That(ReactorThread.Current!.MayReceive(), Is.True);
            }

            return await intake.NextAsync(default, default).ConfigureAwait(false);
        }
    }

    [Test]
    public async Task A_request_is_not_over_while_the_item_with_its_reply_is_queued()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        await using SocketPair trigger = SocketPair.Create(Context, Reactor, Inproc());
        PendingRequestTable<ReceivedMessage> table = new("client", 1, Reactor.Deadlines);
        RequestExpiry<ReceivedMessage> expiry = new(pair.Bound, table, static () => string.Empty);
        PendingRequest<ReceivedMessage> pending = table.Begin(Generous);
        ValueTask<ReceivedMessage> reply = pending.Task;
        pending.Observe();
        Assert.That(pair.Connected.TrySend("reply"u8), Is.True);
        Task reading = ReadAsync();
        await trigger.Connected.SendAsync(new byte[1]);
        await reading.WaitAsync(Generous);
        Assert.That(async () => await reply, Throws.InstanceOf<RequestTimeoutException>());

        async Task ReadAsync()
        {
            (await trigger.Bound.ReceiveAsync().ConfigureAwait(false)).Dispose();
            while (ReactorThread.Current?.MayReceive() == true)
            {
            }

            // As the loop of a client does. No receive is pending: the loop has not handled the batch before.
            expiry.Expire(pending, pending.Use);
            MultipartMessage[] batch = new MultipartMessage[1];
            ValueTask<int> receive = pair.Bound.ReceiveBatchAsync(batch);
            expiry.AfterBatch(waits: !receive.IsCompleted);
            Assert.That(table.InFlight, Is.EqualTo(1), "before the batch with the reply is taken");
            Assert.That(await receive.ConfigureAwait(false), Is.EqualTo(1));
            batch[0].Dispose();

            receive = pair.Bound.ReceiveBatchAsync(batch);
            expiry.AfterBatch(waits: !receive.IsCompleted);
            Assert.That(table.InFlight, Is.Zero, "when nothing is left to read");
            Assert.That(pair.Connected.TrySend("end"u8), Is.True);
            Assert.That(await receive.ConfigureAwait(false), Is.EqualTo(1));
            batch[0].Dispose();
        }
    }

    [Test]
    public async Task Code_that_belongs_on_the_thread_pool_runs_there_whichever_item_completes_its_operation()
    {
        AsyncSocketOptions options = new() { Continuations = ContinuationThread.ThreadPool };
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc(), options: options);
        await using SocketPair trigger = SocketPair.Create(Context, Reactor, Inproc());
        await using AsyncSocket silent = CreateSocket(SocketType.Router);
        silent.Bind(Inproc());
        await using RequestClient client = new(
            silent.LastEndpoint, new() { Context = Context, Reactor = Reactor, Continuations = ContinuationThread.ThreadPool });
        using CancellationTokenSource cancelling = new();
        Task<bool> receiving = EndsOnReactorAsync(pair.Bound.ReceiveAsync(cancelling.Token).AsTask());
        Task<bool> requesting = EndsOnReactorAsync(client.RequestAsync("x", null, cancelling.Token).AsTask());
        Task cancelled = CancelAsync();
        await trigger.Connected.SendAsync(new byte[1]);
        await cancelled.WaitAsync(Generous);
        Assert.That(await receiving.WaitAsync(Generous), Is.False, "a receive");
        Assert.That(await requesting.WaitAsync(Generous), Is.False, "a request");

        async Task CancelAsync()
        {
            (await trigger.Bound.ReceiveAsync().ConfigureAwait(false)).Dispose();
#pragma warning disable CA1849, VSTHRD103, MA0042 // On this thread.
            cancelling.Cancel();
#pragma warning restore CA1849, VSTHRD103, MA0042
        }

        static async Task<bool> EndsOnReactorAsync(Task task)
        {
            await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return ReactorThread.Current is not null;
        }
    }

    [Test]
    public async Task A_thread_that_an_item_has_taken_out_of_the_background_is_there_again_when_it_has_slept()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc(), options: new() { MaxSpins = 0 });
        using CancellationTokenSource limit = new(Generous);
        _ = await InItemAsync(static thread => thread.IsBackground = false);
        while (!await InItemAsync(static thread => thread.IsBackground))
        {
            limit.Token.ThrowIfCancellationRequested();
        }

        async Task<bool> InItemAsync(Func<Thread, bool> use)
        {
            Task<bool> used = UseAsync(use);
            await pair.Connected.SendAsync(new byte[1]);
            return await used.WaitAsync(Generous);
        }

        async Task<bool> UseAsync(Func<Thread, bool> use)
        {
            (await pair.Bound.ReceiveAsync().ConfigureAwait(false)).Dispose();
            return use(Thread.CurrentThread);
        }
    }

    private static void Compute()
    {
        long begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin) < TimeSpan.FromMilliseconds(1))
        {
        }
    }

    private static void Wait(Task<MultipartMessage> task)
    {
#pragma warning disable VSTHRD002, VSTHRD103 // It is to block.
        task.WaitAsync(Generous).GetAwaiter().GetResult().Dispose();
#pragma warning restore VSTHRD002, VSTHRD103
    }
}
