using ZmqNative.Actors;

namespace ZmqNative.Benchmarks;

/// <summary>The ways in which an <see cref="ActorPlayer"/> receives and tells.</summary>
internal enum PlayStyle
{
    /// <summary>By TryTell, which never waits.</summary>
    Try,

    /// <summary>By TellAsync, whose result is returned.</summary>
    Tell,

    /// <summary>By TellAsync, awaited in an async method.</summary>
    Await,
}

/// <summary>A player that is a complete actor.</summary>
internal sealed class ActorPlayer(PlayStyle style) : Actor, IPlayer
{
    private int _left;
    private Rally? _rally;

    public ActorRef? Self { get; set; }

    public ActorRef? Peer { get; set; }

    public void Start(int count, Rally rally)
    {
        _left = count;
        _rally = rally;
    }

    public ValueTask TellAsync(object message) => Self!.TellAsync(message);

    public override ValueTask ReceiveAsync(object message, ActorContext context)
    {
        if (--_left < 0)
        {
            _rally!.Out();
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
