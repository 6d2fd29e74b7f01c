namespace ZmqNative.Patterns.Tests;

public sealed class LostWakeUpTests(ContinuationThread continuations) : StormTest(continuations)
{
    // Sends and receives wait on both ends of every pair at once: each side sends numbers and echoes the other's.
    [TestCase(1, false, 200_000)]
    [TestCase(2, false, 200_000)]
    [TestCase(50, false, 400_000)]
    [TestCase(1, true, 50_000)]
    [TestCase(50, true, 100_000)]
    public async Task A_pair_never_stalls(int highWatermark, bool tcp, int messages)
    {
        await using Reactor other = new("other");
        await using SocketPair pair = SocketPair.Create(
            Context, Reactor, tcp ? "tcp://127.0.0.1:*" : Inproc(), highWatermark: highWatermark, otherReactor: other);
        int count = Storm.Size(messages) / 2;
        await Storm.EndAsync(
            SendAsync(pair.Bound, count), ReceiveAsync(pair.Bound, count), SendAsync(pair.Connected, count), ReceiveAsync(pair.Connected, count));
    }

    [TestCase(1, false, 200_000)]
    [TestCase(2, false, 200_000)]
    [TestCase(50, false, 400_000)]
    [TestCase(50, true, 100_000)]
    public async Task A_dealer_and_a_router_never_stall(int highWatermark, bool tcp, int roundTrips)
    {
        const int Dealers = 3;
        int perDealer = Storm.Size(roundTrips) / Dealers;
        await using AsyncSocket router = CreateSocket(SocketType.Router);
        router.Configure(socket =>
        {
            socket.SendHighWatermark = highWatermark;
            socket.ReceiveHighWatermark = highWatermark;
            socket.RouterMandatory = true;
        });
        router.Bind(tcp ? "tcp://127.0.0.1:*" : Inproc());
        AsyncSocket[] dealers = [.. Enumerable.Range(0, Dealers).Select(_ => CreateSocket(SocketType.Dealer))];
        foreach (AsyncSocket dealer in dealers)
        {
            dealer.Configure(socket =>
            {
                socket.SendHighWatermark = highWatermark;
                socket.ReceiveHighWatermark = highWatermark;
            });
            dealer.Connect(router.LastEndpoint);
        }

        // Two tasks echo at once, so that sends of one meet receives of the other.
        int left = perDealer * Dealers;
        using CancellationTokenSource done = new();
        Task[] echoing = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            try
            {
                while (true)
                {
                    await router.SendAsync(await router.ReceiveAsync(done.Token));
                    if (Interlocked.Decrement(ref left) == 0)
                    {
                        await done.CancelAsync();
                    }
                }
            }
            catch (OperationCanceledException)
            {
            }
        }))];
        await Storm.EndAsync(
            [.. echoing, .. dealers.Select(dealer => SendAsync(dealer, perDealer)),
             .. dealers.Select(dealer => ReceiveAsync(dealer, perDealer, ordered: false))]);
        foreach (AsyncSocket dealer in dealers)
        {
            await dealer.DisposeAsync();
        }
    }

    private static Task SendAsync(AsyncSocket socket, int count) => Task.Run(async () =>
    {
        byte[] bytes = new byte[8];
        for (int i = 0; i < count; i++)
        {
            Storm.Write(bytes, 0, i);
            await socket.SendAsync(bytes);
        }
    });

    private static Task ReceiveAsync(AsyncSocket socket, int count, bool ordered = true) => Task.Run(async () =>
    {
        bool[] seen = new bool[count];
        for (int i = 0; i < count; i++)
        {
            int number = Storm.Take(await socket.ReceiveAsync()).Number;
            if (seen[number] || (ordered && number != i))
            {
                Assert.Fail($"{number} was received where {i} was due.");
            }

            seen[number] = true;
        }
    });
}
