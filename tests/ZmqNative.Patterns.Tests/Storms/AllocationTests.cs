namespace ZmqNative.Patterns.Tests;

[NonParallelizable]
public sealed class AllocationTests : PatternTest
{
    // What the runtime, the test host and the pools' growth may add, spread over the operations.
    private const double Noise = 8;

    [Test]
    public async Task Operations_that_complete_at_once_allocate_nothing()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        byte[] bytes = new byte[16];
        await MeasureAsync("synchronous send and receive", async count =>
        {
            for (int i = 0; i < count; i++)
            {
                await pair.Connected.SendAsync(bytes);
                (await pair.Bound.ReceiveAsync()).Dispose();
            }
        });
    }

    [Test]
    public async Task Operations_that_wait_allocate_nothing()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        byte[] bytes = new byte[16];
        await MeasureAsync("ping-pong", async count =>
        {
            Task echo = Task.Run(async () =>
            {
                for (int i = 0; i < count; i++)
                {
                    await pair.Bound.SendAsync(await pair.Bound.ReceiveAsync());
                }
            });
            for (int i = 0; i < count; i++)
            {
                await pair.Connected.SendAsync(bytes);
                (await pair.Connected.ReceiveAsync()).Dispose();
            }

            await echo;
        });
    }

    [Test]
    public async Task Sends_that_wait_for_room_allocate_nothing()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc(), highWatermark: 1);
        byte[] bytes = new byte[16];
        await MeasureAsync("send at the high-water mark", async count =>
        {
            Task receiving = Task.Run(async () =>
            {
                for (int i = 0; i < count; i++)
                {
                    (await pair.Bound.ReceiveAsync()).Dispose();
                }
            });
            for (int i = 0; i < count; i++)
            {
                await pair.Connected.SendAsync(bytes);
            }

            await receiving;
        });
    }

    private static async Task MeasureAsync(string what, Func<int, Task> operations)
    {
        int count = Storm.Size(50_000);
        await Task.Run(() => operations(count / 2)).WaitAsync(Storm.Patience);
        double least = double.MaxValue;

        // The best of three: other code in the process may allocate meanwhile.
        for (int round = 0; round < 3; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            await Task.Run(() => operations(count)).WaitAsync(Storm.Patience);
            least = Math.Min(least, (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)count);
        }

        await TestContext.Out.WriteLineAsync($"{what}: {least:0.000} bytes per operation");
        Assert.That(least, Is.LessThan(Noise));
    }
}
