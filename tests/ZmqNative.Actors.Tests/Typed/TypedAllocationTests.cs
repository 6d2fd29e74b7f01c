namespace ZmqNative.Actors.Tests.Typed;

/// <summary>A call allocates what a message to a table of handlers does: the message with the arguments, or nothing without any.</summary>
[NonParallelizable]
public sealed class TypedAllocationTests : BrokerTest
{
    // What the runtime, the test host and the pools' growth may add, spread over the operations.
    private const double Noise = 8;

    // An object with one number: its header, and a field of 8 bytes with the alignment.
    private const double OneNumber = 24;

    [Test]
    public async Task A_call_without_arguments_allocates_nothing()
    {
        Broker broker = CreateBroker();
        ICounter counter = broker.Spawn<ICounter>("counter", static () => new Counter()).As<ICounter>();
        await MeasureAsync("ask for a result", Noise, async count =>
        {
            for (int i = 0; i < count; i++)
            {
                _ = await counter.GetAsync();
            }
        });
        await MeasureAsync("ask", Noise, async count =>
        {
            for (int i = 0; i < count; i++)
            {
                await counter.ResetAsync();
            }
        });
    }

    [Test]
    public async Task A_call_with_an_argument_allocates_its_message_alone()
    {
        Broker broker = CreateBroker();
        ICounter counter = broker.Spawn<ICounter>("counter", static () => new Counter()).As<ICounter>();
        await MeasureAsync("ask with an argument", OneNumber + Noise, async count =>
        {
            for (int i = 0; i < count; i++)
            {
                await counter.AddAsync(i);
            }
        });
        await MeasureAsync("tell with an argument", OneNumber + Noise, async count =>
        {
            for (int i = 0; i < count; i++)
            {
                await counter.TellAsync(i);
            }
        });
    }

    private static async Task MeasureAsync(string what, double limit, Func<int, Task> operations)
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
        Assert.That(least, Is.LessThan(limit));
    }

    private sealed class Counter : ICounter
    {
        private int _sum;

        public ValueTask<int> GetAsync(CancellationToken cancellationToken = default) => new(_sum);

        public ValueTask AddAsync(int number)
        {
            _sum += number;
            return default;
        }

        public ValueTask TellAsync(int number) => AddAsync(number);

        public ValueTask ResetAsync()
        {
            _sum = 0;
            return default;
        }
    }
}

[ActorInterface]
internal interface ICounter
{
    ValueTask<int> GetAsync(CancellationToken cancellationToken = default);

    ValueTask AddAsync(int number);

    [Tell]
    ValueTask TellAsync(int number);

    ValueTask ResetAsync();
}
