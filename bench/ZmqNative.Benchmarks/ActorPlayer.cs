using ZmqNative.Patterns;

namespace ZmqNative.Benchmarks;

/// <summary>How an <see cref="ActorPlayer"/> receives and tells.</summary>
internal enum PlayStyle
{
    /// <summary>By TryTell, which never waits.</summary>
    Try,

    /// <summary>By TellAsync, whose result is returned.</summary>
    Tell,

    /// <summary>By TellAsync, awaited in an async method.</summary>
    Await,
}

/// <summary>A whole actor.</summary>
internal sealed class ActorPlayer(PlayStyle style) : Actor, IPlayer
{
    private int _left;
    private TaskCompletionSource? _done;

    public ActorRef? Self { get; set; }

    public ActorRef? Peer { get; set; }

    public Task Start(int count)
    {
        _left = count;
        _done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _done.Task;
    }

    public ValueTask TellAsync(object message) => Self!.TellAsync(message);

    public override ValueTask ReceiveAsync(object message, ActorContext context)
    {
        if (--_left <= 0)
        {
            _ = _done!.TrySetResult();
            return default;
        }

        if (style == PlayStyle.Try)
        {
            _ = Peer!.TryTell(message);
            return default;
        }

        return style == PlayStyle.Tell ? Peer!.TellAsync(message) : AwaitAsync(message);
    }

    private async ValueTask AwaitAsync(object message) => await Peer!.TellAsync(message);
}
