using System.Threading.Channels;

namespace ZmqNative.Perf;

/// <summary>The same as <see cref="BrokerTell"/> with a minimal actor: a bounded channel and a loop.</summary>
internal sealed class ChannelTell : Load
{
    private const int Pairs = 4;
    private const int Capacity = 1024;
    private static readonly object Message = new();

    public override async Task<double> LocalAsync(End end)
    {
        end.Bound(end.Endpoint);
        Player[] players = [.. Enumerable.Range(0, 2 * Pairs).Select(i => new Player(BrokerTell.Share(end, i)))];
        for (int i = 0; i < players.Length; i++)
        {
            players[i].Peer = players[i ^ 1];
        }

        Task[] loops = [.. players.Select(static player => Task.Run(player.RunAsync))];
        end.Meter.Start();
        for (int i = 0; i < players.Length; i += 2)
        {
            for (int j = 0; j < end.Width; j++)
            {
                await players[i].TellAsync(Message);
            }
        }

        await Task.WhenAll(players.Select(static player => player.Done));
        end.Meter.Stop();
        foreach (Player player in players)
        {
            player.Stop();
        }

        await Task.WhenAll(loops);
        return end.Count / end.Meter.Seconds;
    }

    public override Task<double> RemoteAsync(End end) => Task.FromResult(double.NaN);

    private sealed class Player(int count)
    {
        private readonly Channel<object> _mailbox = Channel.CreateBounded<object>(new BoundedChannelOptions(Capacity) { SingleReader = true });
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _left = count;

        public Player? Peer { get; set; }

        public Task Done => _done.Task;

        public ValueTask TellAsync(object message) => _mailbox.Writer.WriteAsync(message);

        public void Stop() => _mailbox.Writer.TryComplete();

        public async Task RunAsync()
        {
            while (await _mailbox.Reader.WaitToReadAsync())
            {
                while (_mailbox.Reader.TryRead(out object? message))
                {
                    await ReceiveAsync(message);
                }
            }
        }

        private ValueTask ReceiveAsync(object message)
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
