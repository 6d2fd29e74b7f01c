namespace ZmqNative.Patterns.Tests;

public sealed class AsyncMonitorTests : PatternTest
{
    [Test]
    public async Task A_monitor_reports_connections_until_it_is_disposed()
    {
        await using AsyncSocket server = CreateSocket(SocketType.Pull);
        AsyncSocketMonitor monitor = server.Monitor();
        server.Bind("tcp://127.0.0.1:*");
        TaskCompletionSource disconnected = new(TaskCreationOptions.RunContinuationsAsynchronously);
        List<SocketEvents> seen = [];
        Task reading = Task.Run(async () =>
        {
            await foreach (SocketEvent socketEvent in monitor.ReadAllAsync())
            {
                seen.Add(socketEvent.Kind);
                if (socketEvent.Kind == SocketEvents.Disconnected)
                {
                    disconnected.TrySetResult();
                }
            }
        });

        AsyncSocket client = CreateSocket(SocketType.Push);
        client.Connect(server.LastEndpoint);
        await client.SendAsync("hello"u8.ToArray());
        (await server.ReceiveAsync().AsTask().WaitAsync(Generous)).Dispose();
        await client.DisposeAsync();
        await disconnected.Task.WaitAsync(Generous);
        await monitor.DisposeAsync().AsTask().WaitAsync(Generous);
        await reading.WaitAsync(Generous);

        Assert.That(
            seen,
            Is.SupersetOf(
                new[] { SocketEvents.Listening, SocketEvents.Accepted, SocketEvents.HandshakeSucceeded, SocketEvents.Disconnected }));
    }

    [Test]
    public async Task A_monitor_ends_with_its_socket()
    {
        AsyncSocket socket = CreateSocket(SocketType.Pull);
        await using AsyncSocketMonitor monitor = socket.Monitor();
        Task reading = Task.Run(async () =>
        {
            await foreach (SocketEvent unused in monitor.ReadAllAsync())
            {
            }
        });
        await socket.DisposeAsync();
        await reading.WaitAsync(Generous);
    }

    [Test]
    public async Task The_reader_continues_where_the_options_of_the_socket_say([Values] ContinuationThread continuations)
    {
        await using AsyncSocket server = CreateSocket(SocketType.Pull, new AsyncSocketOptions { Continuations = continuations });
        await using AsyncSocketMonitor monitor = server.Monitor(SocketEvents.Listening);
        await using IAsyncEnumerator<SocketEvent> events = monitor.ReadAllAsync().GetAsyncEnumerator();
        int onReactor = 0;
        for (int i = 0; i < 20; i++)
        {
            Task<bool> next = ContinuesOnReactorAsync(events);
            server.Bind("tcp://127.0.0.1:*");
            onReactor += await next.WaitAsync(Generous) ? 1 : 0;
        }

        Assert.That(onReactor, continuations == ContinuationThread.Reactor ? Is.Positive : Is.Zero);

        static async Task<bool> ContinuesOnReactorAsync(IAsyncEnumerator<SocketEvent> events)
        {
            Assert.That(await events.MoveNextAsync().ConfigureAwait(false), Is.True);
            return ReactorThread.Current is not null;
        }
    }

    [Test]
    public async Task A_second_monitor_ends_the_first()
    {
        await using AsyncSocket socket = CreateSocket(SocketType.Pull);
        await using AsyncSocketMonitor first = socket.Monitor();
        Task reading = Task.Run(async () =>
        {
            await foreach (SocketEvent unused in first.ReadAllAsync())
            {
            }
        });
        await using AsyncSocketMonitor second = socket.Monitor();
        await reading.WaitAsync(Generous);
    }
}
