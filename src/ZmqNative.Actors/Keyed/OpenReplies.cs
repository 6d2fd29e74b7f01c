namespace ZmqNative.Actors;

/// <summary>The answers that a keyed actor has deferred and that are still waited for: while there are some, it is not idle.</summary>
internal sealed class OpenReplies
{
    private const int FirstLimit = 16;

    private readonly List<(ReplyTarget Target, uint Token)> _replies = [];

    // Answers that were given are removed when the list reaches this length: twice the number that was open the last time.
    private int _limit = FirstLimit;

    /// <summary>The number of answers in the list: those that are open, and some that have been given.</summary>
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
