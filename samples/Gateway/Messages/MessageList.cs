namespace ZmqNative.Samples.Gateway;

/// <summary>The messages of one answer of <c>/received-messages</c>, the oldest first, which it holds until they are sent.</summary>
internal sealed class MessageList(ListLimiter limiter, LoggedMessage[] messages, long dropped, long opened) : IDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private int _next;

    /// <summary>The number of messages, sent ones too.</summary>
    public int Count => messages.Length;

    /// <summary>The number of messages that the log has dropped since it was cleared.</summary>
    public long Dropped => dropped;

    /// <summary>The time stamp of its beginning.</summary>
    public long Opened => opened;

    /// <summary>The token that is cancelled when the limiter has ended it.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <returns>The next message; null at the end.</returns>
    public LoggedMessage? Take() => limiter.Take(this);

    public void Dispose()
    {
        limiter.Close(this);
        _ending.Dispose();
    }

    /// <summary>Cancels <see cref="Ending"/>.</summary>
    internal void End()
    {
        try
        {
            _ending.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The request has ended by itself meanwhile.
        }
    }

    /// <summary>Takes a message out; only the limiter calls it, inside its lock.</summary>
    internal LoggedMessage? Next()
    {
        if (_next == messages.Length)
        {
            return null;
        }

        LoggedMessage message = messages[_next];
        messages[_next++] = null!;
        return message;
    }
}
