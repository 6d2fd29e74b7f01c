namespace ZmqNative.Actors;

/// <summary>The answers that a keyed actor has put off and whose askers still wait: while there are some, it is not idle.</summary>
internal sealed class OpenReplies
{
    private const int FirstLimit = 16;

    private readonly List<(ReplyTarget Target, uint Token)> _replies = [];

    // Those that were answered are taken out when there are as many in all: twice those that were open the last time.
    private int _limit = FirstLimit;

    /// <summary>The number of answers that are remembered: those that are open, and some that have been given.</summary>
    public int Count => _replies.Count;

    public bool Any
    {
        get
        {
            RemoveEnded();
            return _replies.Count > 0;
        }
    }

    public void Add(ReplyTarget target, uint token)
    {
        if (_replies.Count >= _limit)
        {
            RemoveEnded();
        }

        _replies.Add((target, token));
    }

    private void RemoveEnded()
    {
        _ = _replies.RemoveAll(static reply => !reply.Target.IsPending(reply.Token));
        _limit = Math.Max(FirstLimit, 2 * _replies.Count);
        if (_replies.Capacity > 2 * _limit)
        {
            _replies.Capacity = _limit;
        }
    }
}
