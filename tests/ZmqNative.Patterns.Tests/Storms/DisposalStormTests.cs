namespace ZmqNative.Patterns.Tests;

public sealed class DisposalStormTests(ContinuationThread continuations) : StormTest(continuations)
{
    private const int Users = 8;

    private static AsyncSocketOptions NoDrain => new() { DrainTimeout = TimeSpan.Zero };

    [TestCase(SocketType.Pair, SocketType.Pair)]
    [TestCase(SocketType.Dealer, SocketType.Dealer)]
    [TestCase(SocketType.Pull, SocketType.Push)]
    public async Task Sockets_are_disposed_while_tasks_use_them(SocketType bound, SocketType connected)
    {
        for (int round = 0; round < Storm.Size(100); round++)
        {
            SocketPair pair = SocketPair.Create(Context, Reactor, Inproc(), bound, connected, highWatermark: 2, options: NoDrain);
            Task[] users = [.. Enumerable.Range(0, Users).Select(user => UseAsync(pair, user))];
            await RandomMomentAsync(pair);
            await Storm.EndAsync([.. users, .. DisposeInRandomOrder(pair.Bound, pair.Connected)]);
        }
    }

    [Test]
    public async Task Reactors_are_disposed_while_tasks_use_their_sockets()
    {
        for (int round = 0; round < Storm.Size(60); round++)
        {
            Reactor first = new();
            Reactor second = new();
            SocketPair pair = SocketPair.Create(
                Context, first, Inproc(), SocketType.Dealer, SocketType.Dealer, highWatermark: 2, NoDrain, otherReactor: second);
            Task[] users = [.. Enumerable.Range(0, Users).Select(user => UseAsync(pair, user))];
            await RandomMomentAsync(pair);
            await Storm.EndAsync([.. DisposeInRandomOrder(first, pair.Bound, second, pair.Connected), .. users]);
        }
    }

    [Test]
    public async Task Contexts_end_while_tasks_use_their_sockets()
    {
        for (int round = 0; round < Storm.Size(60); round++)
        {
            Context context = new();
            SocketPair pair = SocketPair.Create(
                context, Reactor, Inproc(), SocketType.Dealer, SocketType.Dealer, highWatermark: 2, NoDrain);
            Task[] users = [.. Enumerable.Range(0, Users).Select(user => UseAsync(pair, user))];
            await RandomMomentAsync(pair);
            Task ending = Task.Run(context.Dispose);
            await Storm.EndAsync([.. DisposeInRandomOrder(pair.Bound, pair.Connected), ending, .. users]);
        }
    }

    [Test]
    public async Task Patterns_are_disposed_while_tasks_use_them()
    {
        for (int round = 0; round < Storm.Size(40); round++)
        {
            Reactor reactor = new();
            ReplyServer server = new(
                Inproc(),
                static request => request.Memory,
                new ReplyServerOptions { Context = Context, Reactor = reactor, MaxConcurrency = 3 });
            RequestClient client = new(
                server.LastEndpoint, new RequestClientOptions { Context = Context, Reactor = reactor, RequestTimeout = Storm.Patience });
            Pusher pusher = new(Inproc(), new PusherOptions { Context = Context, Reactor = reactor, DrainTimeout = TimeSpan.Zero });
            Puller puller = new(pusher.LastEndpoint, new PullerOptions { Context = Context, Reactor = reactor });
            TaskCompletionSource busy = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Task[] users =
            [
                .. Enumerable.Range(0, 3).Select(_ => UntilTheEndAsync(async () =>
                {
                    using ReceivedMessage response = await client.RequestAsync(new byte[8]);
                    busy.TrySetResult();
                })),
                .. Enumerable.Range(0, 2).Select(_ => UntilTheEndAsync(async () => await pusher.PushAsync(new byte[8]))),
                .. Enumerable.Range(0, 3).Select(_ => UntilTheEndAsync(async () => (await puller.ReceiveAsync()).Dispose())),
            ];
            await busy.Task.WaitAsync(Generous);
            Spin();
            List<IAsyncDisposable> victims = [server, client, pusher, puller];
            if (round % 2 == 0)
            {
                victims.Add(reactor);
            }

            await Storm.EndAsync([.. DisposeInRandomOrder([.. victims]), .. users]);
            await reactor.DisposeAsync();
        }
    }

    private static Task UseAsync(AsyncSocket socket, bool send, bool multipart) => UntilTheEndAsync(async () =>
    {
        if (!send)
        {
            (await socket.ReceiveAsync()).Dispose();
        }
        else if (multipart)
        {
            await socket.SendAsync(["a", "b", "c"]);
        }
        else
        {
            await socket.SendAsync(new byte[8]);
        }
    });

    private static Task UseAsync(SocketPair pair, int user) => pair.Bound.Type == SocketType.Pull
        ? UseAsync(user % 2 == 0 ? pair.Bound : pair.Connected, send: user % 2 != 0, multipart: user % 4 == 1)
        : UseAsync(user % 2 == 0 ? pair.Bound : pair.Connected, send: user % 4 < 2, multipart: user < 4);

    // Ends with one of the documented exceptions; any other one fails the test.
    private static Task UntilTheEndAsync(Func<Task> operation) => Task.Run(async () =>
    {
        try
        {
            while (true)
            {
                await operation();
            }
        }
        catch (ObjectDisposedException)
        {
        }
        catch (ContextTerminatedException)
        {
        }
    });

    private static IEnumerable<Task> DisposeInRandomOrder(params IAsyncDisposable[] victims)
    {
        Random.Shared.Shuffle(victims);
        return [.. victims.Select(victim => Task.Run(async () =>
        {
            Spin();
            await victim.DisposeAsync();
        }))];
    }

    private static void Spin() => Thread.SpinWait(Random.Shared.Next(20_000));

    private static async Task RandomMomentAsync(SocketPair pair)
    {
        int messages = Random.Shared.Next(500);
        while (pair.Bound.ReceivedMessages < messages)
        {
            await Task.Yield();
        }
    }
}
