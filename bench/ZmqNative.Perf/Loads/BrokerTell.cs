using ZmqNative.Actors;

namespace ZmqNative.Perf;

/// <summary>Pairs of actors that send the same messages back and forth: 4 pairs, each with as many in flight as the width.</summary>
internal sealed class BrokerTell : Load
{
    private const int Pairs = 4;
    private static readonly object Message = new();

    public override async Task<double> LocalAsync(End end)
    {
        end.Bound(end.Endpoint);
        await using Broker broker = new();
        Player[] players = [.. Enumerable.Range(0, 2 * Pairs).Select(i => new Player(Share(end, i)))];
        ActorRef[] actors = [.. players.Select((player, i) => broker.Spawn($"player/{i}", () => player))];
        for (int i = 0; i < players.Length; i++)
        {
            players[i].Peer = actors[i ^ 1];
        }

        end.Meter.Start();
        for (int i = 0; i < actors.Length; i += 2)
        {
            for (int j = 0; j < end.Width; j++)
            {
                await actors[i].TellAsync(Message);
            }
        }

        await Task.WhenAll(players.Select(static player => player.Done));
        end.Meter.Stop();
        return end.Count / end.Meter.Seconds;
    }

    public override Task<double> RemoteAsync(End end) => Task.FromResult(double.NaN);

    /// <summary>
    /// The number of messages that a player gets: the one that gets the first ones gets one more, so that both reach their end.
    /// </summary>
    public static int Share(End end, int player) => (end.Count / (2 * Pairs)) + (player % 2 == 0 ? 1 : 0);

    private sealed class Player(int count) : Actor
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _left = count;

        public ActorRef? Peer { get; set; }

        public Task Done => _done.Task;

        public override ValueTask ReceiveAsync(object message, ActorContext context)
        {
            if (--_left > 0)
            {
                return Peer!.TellAsync(message);
            }

            _ = _done.TrySetResult();
            return default;
        }
    }
}
