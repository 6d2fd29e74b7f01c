using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;
using ZmqNative.Actors;

namespace ZmqNative.Benchmarks;

/// <summary>A million actors: spawned, told one message each, and stopped.</summary>
public class SpawnBenchmarks
{
    private const int Count = 1_000_000;

    private static readonly object Message = new();

    private readonly string[] _names = [.. Enumerable.Range(0, Count).Select(static i => $"idle/{i}")];
    private Broker? _broker;
    private ActorRef[] _actors = [];

    [IterationSetup(Targets = [nameof(Spawn)])]
    public void Prepare() => _broker = new Broker();

    [IterationSetup(Targets = [nameof(TellEach), nameof(End)])]
    public void PrepareActors()
    {
        Prepare();
        _actors = Make();
    }

    [IterationCleanup]
    [SuppressMessage("Usage", "VSTHRD002", Justification = "BenchmarkDotNet awaits nothing here.")]
    public void Cleanup() => _broker!.DisposeAsync().AsTask().GetAwaiter().GetResult();

    [Benchmark(OperationsPerInvoke = Count)]
    public int Spawn() => Make().Length;

    [Benchmark(OperationsPerInvoke = Count)]
    public async Task TellEach()
    {
        foreach (ActorRef actor in _actors)
        {
            await actor.TellAsync(Message);
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public async Task End() => await _broker!.DisposeAsync();

    private ActorRef[] Make() => [.. _names.Select(name => _broker!.Spawn(name, static () => new Idle()))];

    private sealed class Idle : Actor
    {
        public override ValueTask ReceiveAsync(object message, ActorContext context) => default;
    }
}
