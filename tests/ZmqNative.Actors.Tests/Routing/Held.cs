namespace ZmqNative.Actors.Tests;

/// <summary>Actors that handle no message until they are released.</summary>
internal sealed class Held : IDisposable
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _occupied;

    public ActorRef Spawn(Broker broker, string address, ActorOptions? options = null) => broker.Spawn(
        address,
        async (message, context) =>
        {
            _ = Interlocked.Increment(ref _occupied);
            await _released.Task;
            if (((message as TopicMessage)?.Message ?? message) is Frame frame)
            {
                frame.Dispose();
            }
        },
        options);

    /// <summary>Sends each of them the message at which it blocks.</summary>
    public async Task OccupyAsync(IReadOnlyCollection<ActorRef> actors, CancellationToken limit)
    {
        int occupied = Volatile.Read(ref _occupied) + actors.Count;
        foreach (ActorRef actor in actors)
        {
            await actor.TellAsync("hold", limit);
        }

        while (Volatile.Read(ref _occupied) < occupied)
        {
            await Task.Delay(1, limit);
        }
    }

    /// <summary>Blocks an actor, and fills its mailbox.</summary>
    public async Task FillAsync(ActorRef actor, CancellationToken limit)
    {
        await OccupyAsync([actor], limit);
        while (actor.HasSpace && actor.TryTell("fill"))
        {
        }
    }

    public void Release() => _released.TrySetResult();

    public void Dispose() => Release();
}
