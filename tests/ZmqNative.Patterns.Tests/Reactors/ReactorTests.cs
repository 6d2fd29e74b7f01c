using System.Reflection;
using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns.Tests;

public sealed class ReactorTests : PatternTest
{
    [Test]
    public async Task A_reactor_that_is_disposed_first_fails_the_pending_operations_of_its_sockets()
    {
        Reactor reactor = new();
        await using SocketPair pair = SocketPair.Create(Context, reactor, Inproc(), highWatermark: 1);
        SocketPair.Fill(pair.Connected);
        Task send = pair.Connected.SendAsync(["1", "2"]).AsTask();
        Task receive = pair.Connected.ReceiveAsync().AsTask();

        await reactor.DisposeAsync().AsTask().WaitAsync(Generous);
        await reactor.DisposeAsync().AsTask().WaitAsync(Generous);

        Assert.That(async () => await send.WaitAsync(Generous), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(async () => await receive.WaitAsync(Generous), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => pair.Bound.TryReceive(out _), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => reactor.CreateSocket(Context, SocketType.Pair), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => pair.Bound.Monitor(), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task A_pattern_that_cannot_be_made_leaves_nothing_behind()
    {
        Reactor reactor = new();
        await reactor.DisposeAsync();
        Assert.That(
            () => new Puller(Inproc(), new PullerOptions { Context = Context, Reactor = reactor }),
            Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(
            () => new Puller(Inproc(), new PullerOptions
            {
                Context = Context,
                Reactor = Reactor,
                ConfigureSocket = static _ => throw new FormatException(),
            }),
            Throws.InstanceOf<FormatException>());

        // The socket of the second one ends on another thread.
        Assert.That(SpinWait.SpinUntil(static () => PatternAccounting.LiveAsyncSockets == 0, Generous), Is.True);
    }

    [Test]
    public async Task A_configuration_that_waits_for_a_later_socket_of_the_same_reactor_does_not_hold_up_its_end()
    {
        Reactor reactor = new();
        await using SocketPair earlier = SocketPair.Create(Context, reactor, Inproc());
        await using SocketPair later = SocketPair.Create(Context, reactor, Inproc());
        Task<MultipartMessage> receive = later.Bound.ReceiveAsync().AsTask();
        TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task configuring = Task.Run(() => earlier.Bound.Configure(_ =>
        {
            entered.SetResult();
            Assert.That(SpinWait.SpinUntil(() => receive.IsCompleted, Generous), Is.True);
        }));
        await entered.Task.WaitAsync(Generous);
        await reactor.DisposeAsync().AsTask().WaitAsync(Generous);
        await configuring.WaitAsync(Generous);
        Assert.That(async () => await receive, Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task A_fault_of_the_reactor_fails_everything_with_the_cause()
    {
        Reactor reactor = new();
        await using SocketPair pair = SocketPair.Create(Context, reactor, Inproc(), highWatermark: 1);
        SocketPair.Fill(pair.Connected);
        Task send = pair.Connected.SendAsync(new byte[1]).AsTask();
        Task receive = pair.Connected.ReceiveAsync().AsTask();

        // The reactor's own polling fails, because its context ends.
        FieldInfo field = typeof(Reactor).GetField("_wakeContext", BindingFlags.Instance | BindingFlags.NonPublic)!;
        ((Context)field.GetValue(reactor)!).Shutdown();

        Assert.That(async () => await send.WaitAsync(Generous), Throws.InstanceOf<ContextTerminatedException>());
        Assert.That(async () => await receive.WaitAsync(Generous), Throws.InstanceOf<ContextTerminatedException>());
        Assert.That(
            () => pair.Bound.TryReceive(out _),
            Throws.InvalidOperationException.With.InnerException.InstanceOf<ContextTerminatedException>());
        await reactor.DisposeAsync().AsTask().WaitAsync(Generous);
    }

    [Test]
    public async Task A_fault_in_a_request_fails_the_sockets_of_the_requests_behind_it_with_the_cause()
    {
        Reactor reactor = new();
        using Poller foreign = new();
        await using AsyncSocket broken = reactor.CreateSocket(Context, SocketType.Pull);
        Assert.That(SpinWait.SpinUntil(() => broken.Registration is not null, Generous), Is.True);
        AsyncSocket late;
        Task<MultipartMessage> receive;
        Task removed;

        // While the lock is held the reactor takes no requests, and then all of them at once.
        lock (Gate(reactor))
        {
            broken.Registration = foreign.Add(0, PollEvents.In);
            removed = reactor.RemoveAsync(broken);
            late = reactor.CreateSocket(Context, SocketType.Pull);
            receive = late.ReceiveAsync().AsTask();
        }

        Assert.That(
            async () => await receive.WaitAsync(Generous), Throws.InvalidOperationException.With.InnerException.InstanceOf<ArgumentException>());
        await removed.WaitAsync(Generous);
        await late.DisposeAsync();
        await reactor.DisposeAsync().AsTask().WaitAsync(Generous);
    }

    [Test]
    public async Task Sockets_of_different_reactors_talk_to_each_other()
    {
        await using Reactor other = new("the other");
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc(), highWatermark: 1, otherReactor: other);
        Task sending = Task.Run(async () =>
        {
            for (int i = 0; i < 5000; i++)
            {
                await pair.Connected.SendAsync(Storm.Bytes(0, i));
            }
        });
        for (int i = 0; i < 5000; i++)
        {
            Assert.That(Storm.Take(await pair.Bound.ReceiveAsync().AsTask().WaitAsync(Generous)).Number, Is.EqualTo(i));
        }

        await sending.WaitAsync(Generous);
    }

    [Test]
    public async Task One_reactor_serves_hundreds_of_sockets()
    {
        const int Count = 300;
        SocketPair[] pairs = [.. Enumerable.Range(0, Count).Select(_ => SocketPair.Create(Context, Reactor, Inproc()))];
        Task<MultipartMessage>[] receives = [.. pairs.Select(pair => pair.Bound.ReceiveAsync().AsTask())];
        for (int i = 0; i < Count; i++)
        {
            await pairs[i].Connected.SendAsync(Storm.Bytes(0, i));
        }

        MultipartMessage[] messages = await Task.WhenAll(receives).WaitAsync(Generous);
        Assert.That(messages.Select(message => Storm.Take(message).Number), Is.EqualTo(Enumerable.Range(0, Count)));
        await Task.WhenAll(pairs.Select(pair => pair.DisposeAsync().AsTask())).WaitAsync(Generous);
    }

    [Test]
    public async Task A_busy_socket_does_not_keep_the_reactor_from_another()
    {
        await using SocketPair busy = SocketPair.Create(Context, Reactor, Inproc(), highWatermark: 1);
        await using SocketPair quiet = SocketPair.Create(Context, Reactor, Inproc());
        using CancellationTokenSource stop = new();
        Task sending = LoopAsync(async () => await busy.Connected.SendAsync(new byte[8], stop.Token));
        Task receiving = LoopAsync(async () => (await busy.Bound.ReceiveAsync(stop.Token)).Dispose());
        for (int i = 0; i < 200; i++)
        {
            Task<MultipartMessage> receive = quiet.Bound.ReceiveAsync().AsTask();
            await quiet.Connected.SendAsync(new byte[1]);
            (await receive.WaitAsync(Generous)).Dispose();
        }

        await stop.CancelAsync();
        await Task.WhenAll(sending, receiving).WaitAsync(Generous);

        async Task LoopAsync(Func<Task> operation)
        {
            await Task.Yield();
            try
            {
                while (true)
                {
                    await operation();
                }
            }
            catch (OperationCanceledException)
            {
            }
        }
    }

    [Test]
    public async Task The_shared_reactor_is_created_with_its_first_socket_and_disposed_with_its_last()
    {
        int before = PatternAccounting.LiveReactors;
        for (int i = 0; i < 10; i++)
        {
            string endpoint = Inproc();
            AsyncSocket bound = AsyncSocket.Create(SocketType.Pair, options: new() { Context = Context });
            AsyncSocket connected = AsyncSocket.Create(SocketType.Pair, options: new() { Context = Context });
            bound.Bind(endpoint);
            connected.Connect(endpoint);
            Assert.That(PatternAccounting.LiveReactors, Is.EqualTo(before + 1));

            Task<MultipartMessage> receive = bound.ReceiveAsync().AsTask();
            await connected.SendAsync("shared"u8.ToArray());
            (await receive.WaitAsync(Generous)).Dispose();
            await bound.DisposeAsync();
            Assert.That(PatternAccounting.LiveReactors, Is.EqualTo(before + 1));
            await connected.DisposeAsync();
            Assert.That(PatternAccounting.LiveReactors, Is.EqualTo(before));
        }
    }

    [Test]
    public async Task The_shared_reactor_survives_users_that_begin_while_others_end()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < 50; i++)
            {
                await using AsyncSocket socket = AsyncSocket.Create(SocketType.Pull, options: new() { Context = Context });
                using CancellationTokenSource source = new();
                Task<MultipartMessage> receive = socket.ReceiveAsync(source.Token).AsTask();
                await source.CancelAsync();
                Assert.That(async () => await receive, Throws.InstanceOf<OperationCanceledException>());
            }
        }))).WaitAsync(Generous);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_gate")]
    private static extern ref Lock Gate(Reactor reactor);
}
