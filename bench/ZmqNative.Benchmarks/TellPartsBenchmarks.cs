using BenchmarkDotNet.Attributes;
using ZmqNative.Actors;

namespace ZmqNative.Benchmarks;

/// <summary>The cost of each part of an actor in a tell: 4 pairs that send messages back and forth, 100 in flight each.</summary>
public class TellPartsBenchmarks
{
    private const int Pairs = 4;
    private const int InFlight = 100;
    private const int Messages = 2_000_000;

    private static readonly object Message = new();

    private readonly Broker _broker = new();
    private IPlayer[] _players = [];

    /// <summary>The parts of a player; each value includes those before it.</summary>
    public enum Part
    {
        Mailbox,
        Context,
        Awaitable,
        Supervision,
        Actor,
        TellAsync,
        AsyncReceive,
    }

    [ParamsAllValues]
    public Part Of { get; set; }

    [GlobalSetup]
    public void Setup() => _players = Of switch
    {
        Part.Mailbox => CreateParts<MailboxAlone>(),
        Part.Context => CreateParts<WithContext>(),
        Part.Awaitable => CreateParts<WithAwaitable>(),
        Part.Supervision => CreateParts<WithSupervision>(),
        Part.Actor => CreateActors(PlayStyle.Try),
        Part.TellAsync => CreateActors(PlayStyle.Tell),
        _ => CreateActors(PlayStyle.Await),
    };

    [GlobalCleanup]
    public void Cleanup() => Blocking.Run(CleanupAsync);

    private async Task CleanupAsync() => await _broker.DisposeAsync();

    [Benchmark(OperationsPerInvoke = Messages)]
    public async Task Tell()
    {
        Rally[] rallies = [.. Enumerable.Range(0, Pairs).Select(static _ => new Rally(InFlight))];
        for (int i = 0; i < _players.Length; i++)
        {
            _players[i].Start(Messages / (2 * Pairs), rallies[i / 2]);
        }

        for (int i = 0; i < _players.Length; i += 2)
        {
            for (int k = 0; k < InFlight; k++)
            {
                await _players[i].TellAsync(Message);
            }
        }

        foreach (Rally rally in rallies)
        {
            await rally.Over;
        }
    }

    private IPlayer[] CreateParts<TParts>()
        where TParts : struct, ITellParts
    {
        PartPlayer<TParts>[] players = [.. Enumerable.Range(0, 2 * Pairs).Select(i => new PartPlayer<TParts>(
            new ActorContext((ActorCell)_broker.Spawn($"idle/{i}", static (_, _) => default))))];
        for (int i = 0; i < players.Length; i++)
        {
            players[i].Peer = players[i ^ 1];
        }

        return players;
    }

    private IPlayer[] CreateActors(PlayStyle style)
    {
        ActorPlayer[] players = [.. Enumerable.Range(0, 2 * Pairs).Select(_ => new ActorPlayer(style))];
        ActorRef[] actors = [.. players.Select((player, i) => _broker.Spawn($"player/{i}", () => player))];
        for (int i = 0; i < players.Length; i++)
        {
            players[i].Self = actors[i];
            players[i].Peer = actors[i ^ 1];
        }

        return players;
    }
}
