namespace ZmqNative.Actors.Tests;

/// <summary>Actors that count their messages.</summary>
internal sealed class Routees
{
    private readonly int[] _counts;

    public Routees(Broker broker, int count, ActorOptions? options = null)
    {
        _counts = new int[count];
        Actors = [.. Enumerable.Range(0, count).Select(i => broker.Spawn(
            $"routee/{i}",
            (message, context) =>
            {
                _ = Interlocked.Increment(ref _counts[i]);
                (message as IDisposable)?.Dispose();
                return default;
            },
            options))];
    }

    public ActorRef[] Actors { get; }

    public IReadOnlyList<int> Counts => _counts;

    public int Total => _counts.Sum();
}
