using BenchmarkDotNet.Attributes;
using ZmqNative.Actors;

namespace ZmqNative.Benchmarks;

/// <summary>The cost of one local tell and one local ask, and the memory of one idle actor.</summary>
/// <remarks>Rates of many actors at once, beside a channel, are measured by the ratio harness: broker-tell and broker-ask.</remarks>
public class BrokerBenchmarks
{
    private const int Operations = 4096;

    private static readonly object Message = new();

    private readonly Task[] _lanes = new Task[64];
    private Broker? _broker;
    private ActorRef? _sink;
    private ActorRef? _echo;
    private ActorRef? _typed;
    private ActorRef? _table;
    private ISum? _interface;
    private ActorRef? _address;
    private int _names;

    [GlobalSetup]
    public void Setup()
    {
        _broker = new Broker();
        _sink = _broker.Spawn("sink", static (_, _) => default);
        _typed = _broker.Spawn("typed", static () => new Typed());
        _table = _broker.Spawn("table", static () => new Sum());
        _interface = _broker.Spawn<ISum>("interface", static () => new Sum()).As<ISum>();
        _echo = _broker.Spawn("echo", static (message, context) =>
        {
            context.Reply(message);
            return default;
        });
        _address = _broker.Actor("sink");
    }

    [GlobalCleanup]
    public void Cleanup() => Blocking.Run(CleanupAsync);

    private async Task CleanupAsync() => await _broker!.DisposeAsync();

    [Benchmark(OperationsPerInvoke = Operations)]
    public Task Tell() => TellAsync(_sink!);

    [Benchmark(OperationsPerInvoke = Operations)]
    public Task TellByAddress() => TellAsync(_address!);

    [Benchmark(OperationsPerInvoke = Operations)]
    public Task TellTyped() => TellAsync(_typed!);

    [Benchmark(OperationsPerInvoke = Operations)]
    [Arguments(1)]
    [Arguments(64)]
    public async Task Ask(int inFlight)
    {
        for (int i = 0; i < inFlight; i++)
        {
            _lanes[i] = AskAsync(Operations / inFlight);
        }

        for (int i = 0; i < inFlight; i++)
        {
            await _lanes[i];
        }
    }

    [Benchmark(OperationsPerInvoke = Operations)]
    public async Task AskTable()
    {
        for (int i = 0; i < Operations; i++)
        {
            _ = await _table!.AskAsync(new Add(i));
        }
    }

    [Benchmark(OperationsPerInvoke = Operations)]
    public async Task AskInterface()
    {
        for (int i = 0; i < Operations; i++)
        {
            _ = await _interface!.AddAsync(i);
        }
    }

    [Benchmark(OperationsPerInvoke = Operations)]
    public async Task SpawnAndStop()
    {
        Task last = Task.CompletedTask;
        for (int i = 0; i < Operations; i++)
        {
            last = _broker!.StopAsync(_broker.Spawn($"spawned/{_names++}", static () => new Typed())).AsTask();
        }

        await last;
    }

    private static async Task TellAsync(ActorRef actor)
    {
        for (int i = 0; i < Operations; i++)
        {
            await actor.TellAsync(Message);
        }
    }

    private async Task AskAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _ = await _echo!.AskAsync<object>(Message);
        }
    }

    private sealed record Add(int Number) : IAsk<int>;

    private sealed class Sum : Actor<Sum>, IHandlers<Sum>, IHandle<Add, int>, ISum
    {
        private int _sum;

        public static void Describe(HandlerTable<Sum> handlers) => handlers.Ask<Add, int>();

        public ValueTask<int> HandleAsync(Add message, ActorContext context) => new(_sum += message.Number);

        public ValueTask<int> AddAsync(int number) => new(_sum += number);
    }

    private sealed class Typed : Actor<Typed>, IHandlers<Typed>, IHandle<object>
    {
        public static void Describe(HandlerTable<Typed> handlers) => handlers.Tell<object>();

        public ValueTask HandleAsync(object message, ActorContext context) => default;
    }
}
