using System.Globalization;

namespace ZmqNative.Patterns.Tests;

public sealed class PeerStormTests(ContinuationThread continuations) : StormTest(continuations)
{
    private static AsyncSocketOptions NoDrain => new() { DrainTimeout = TimeSpan.Zero };

    [Test]
    public async Task A_peer_that_restarts_is_connected_again()
    {
        await using AsyncSocket first = CreateSocket(SocketType.Pull);
        first.Bind("tcp://127.0.0.1:*");
        string endpoint = first.LastEndpoint;
        await using AsyncSocket push = CreateSocket(SocketType.Push, NoDrain);
        push.Configure(socket => socket.ReconnectInterval = TimeSpan.FromMilliseconds(1));
        push.Connect(endpoint);
        using CancellationTokenSource done = new();
        Task sending = Task.Run(async () =>
        {
            try
            {
                while (true)
                {
                    await push.SendAsync(new byte[8], done.Token);
                }
            }
            catch (OperationCanceledException)
            {
            }
        });
        AsyncSocket server = first;
        for (int i = 0; i < 20; i++)
        {
            (await server.ReceiveAsync().AsTask().WaitAsync(Generous)).Dispose();
            server.Unbind(endpoint);
            await server.DisposeAsync();
            server = CreateSocket(SocketType.Pull);
            await BindAsync(server, endpoint);
        }

        (await server.ReceiveAsync().AsTask().WaitAsync(Generous)).Dispose();
        await done.CancelAsync();
        await sending.WaitAsync(Generous);
        await server.DisposeAsync();
    }

    [Test]
    public async Task A_peer_that_never_reads_delays_only_its_own_sender()
    {
        await using SocketPair deaf = SocketPair.Create(Context, Reactor, Inproc(), highWatermark: 1, options: NoDrain);
        await using SocketPair keen = SocketPair.Create(Context, Reactor, Inproc(), highWatermark: 1);
        SocketPair.Fill(deaf.Connected);
        Task[] stuck = [.. Enumerable.Range(0, 100).Select(_ => deaf.Connected.SendAsync(new byte[8]).AsTask())];
        Task sending = Task.Run(async () =>
        {
            for (int i = 0; i < 2000; i++)
            {
                await keen.Connected.SendAsync(Storm.Bytes(0, i));
            }
        });
        for (int i = 0; i < 2000; i++)
        {
            (await keen.Bound.ReceiveAsync().AsTask().WaitAsync(Generous)).Dispose();
        }

        await sending.WaitAsync(Generous);
        Assert.That(stuck.Any(send => send.IsCompleted), Is.False);
        await deaf.Connected.DisposeAsync();
        foreach (Task send in stuck)
        {
            Assert.That(async () => await send.WaitAsync(Generous), Throws.InstanceOf<ObjectDisposedException>());
        }
    }

    [Test]
    public async Task Peers_that_flood_do_not_starve_a_quiet_one()
    {
        await using AsyncSocket router = CreateSocket(SocketType.Router);
        router.Bind(Inproc());
        using CancellationTokenSource done = new();
        AsyncSocket[] flooders = [.. Enumerable.Range(0, 3).Select(_ => CreateSocket(SocketType.Dealer, NoDrain))];
        Task[] flooding = [.. flooders.Select(flooder => Task.Run(async () =>
        {
            flooder.Connect(router.LastEndpoint);
            try
            {
                while (true)
                {
                    await flooder.SendAsync(new byte[8], done.Token);
                }
            }
            catch (OperationCanceledException)
            {
            }
        }))];
        await using AsyncSocket quiet = CreateSocket(SocketType.Dealer);
        quiet.Connect(router.LastEndpoint);
        for (int i = 1; i <= 50; i++)
        {
            await quiet.SendAsync(Storm.Bytes(i, 0));
            while (true)
            {
                using MultipartMessage message = await router.ReceiveAsync().AsTask().WaitAsync(Generous);
                if (Storm.Read(message[1].Span).Sender == i)
                {
                    break;
                }
            }
        }

        await done.CancelAsync();
        await Storm.EndAsync(flooding);
        foreach (AsyncSocket flooder in flooders)
        {
            await flooder.DisposeAsync();
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    [Platform("Linux")]
    public async Task Connecting_and_disconnecting_ten_thousand_times_leaves_memory_and_descriptors_as_they_were(bool tcp)
    {
        await using AsyncSocket server = CreateSocket(SocketType.Pull);
        server.Bind(tcp ? "tcp://127.0.0.1:*" : Inproc());
        int rounds = Storm.Size(tcp ? 2_000 : 8_000);
        await ConnectAsync(server, rounds / 4);
        (int descriptors, long memory) = (Descriptors(), ResidentKilobytes());

        await ConnectAsync(server, rounds);

        // libzmq's reaper closes sockets in the background, and is behind on a busy machine.
        using CancellationTokenSource limit = new(Generous);
        while (Descriptors() >= descriptors + 50 && !limit.IsCancellationRequested)
        {
            await Task.Yield();
        }

        await TestContext.Out.WriteLineAsync(
            $"{rounds} connections: {descriptors} -> {Descriptors()} descriptors, {memory} -> {ResidentKilobytes()} kB");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Descriptors(), Is.LessThan(descriptors + 50));

            // 10,000 sockets that leak would be far above this.
            Assert.That(ResidentKilobytes(), Is.LessThan(memory + 60_000));
        }
    }

    private async Task ConnectAsync(AsyncSocket server, int rounds)
    {
        for (int i = 0; i < rounds; i++)
        {
            await using AsyncSocket client = CreateSocket(SocketType.Push);
            client.Connect(server.LastEndpoint);
            await client.SendAsync(Storm.Bytes(0, i));
            Assert.That(Storm.Take(await server.ReceiveAsync().AsTask().WaitAsync(Generous)).Number, Is.EqualTo(i));
        }
    }

    private static int Descriptors() => Directory.EnumerateFileSystemEntries("/proc/self/fd").Count();

    private static long ResidentKilobytes() => long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    // The port is free as soon as libzmq's I/O thread has closed the old listener.
    private static async Task BindAsync(AsyncSocket socket, string endpoint)
    {
        while (true)
        {
            try
            {
                socket.Bind(endpoint);
                return;
            }
            catch (AddressInUseException)
            {
                await Task.Yield();
            }
        }
    }
}
