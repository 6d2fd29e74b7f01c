namespace ZmqNative.Cluster;

/// <summary>A message that waits for the owner of its shard.</summary>
/// <remarks>
/// <code>
///   waiting --TryTake: one compare-exchange--> taken: sent, or waiting once more
///           --TryTake by the time-out, the cancellation or the end--> ended
/// </code>
/// </remarks>
/// <param name="to">The reference.</param>
/// <param name="message">The message.</param>
/// <param name="target">The target of the answer; null for a tell.</param>
/// <param name="token">The number of the use of the target.</param>
internal sealed class WaitingMessage(ClusterRef to, object message, ReplyTarget? target, uint token)
{
    private readonly TaskCompletionSource? _sent = target is null ? new(TaskCreationOptions.RunContinuationsAsynchronously) : null;
    private int _taken;

    public ClusterRef To => to;

    public object Message => message;

    public ReplyTarget? Target => target;

    public uint Token => token;

    /// <summary>The fence of an owner that has refused it; none if none has.</summary>
    public Fence After { get; set; }

    /// <summary>The route over which it could not be sent, as the owner had just closed the shard; null if there is none.</summary>
    public ShardRoute? RefusedBy { get; set; }

    /// <summary>Completes when a tell is sent. Tells only.</summary>
    public Task Sent => _sent!.Task;

    /// <summary>Whether nothing waits for it any more; its frames are disposed then.</summary>
    public bool IsDropped()
    {
        if (Volatile.Read(ref _taken) != 0)
        {
            return true;
        }

        if (target is null || target.IsPending(token))
        {
            return false;
        }

        if (TryTake())
        {
            DeadLetterFeed.Release(message);
        }

        return true;
    }

    /// <summary>Takes the message, to send or to end it; false if that was done.</summary>
    public bool TryTake() => Interlocked.Exchange(ref _taken, 1) == 0;

    /// <summary>Returns it to the queue, after it was taken and could not be sent.</summary>
    public void WaitAgain(ShardRoute route)
    {
        RefusedBy = route;
        Volatile.Write(ref _taken, 0);
    }

    /// <summary>Ends a tell as sent, when the wait for space of the mailbox or of the connection has ended.</summary>
    public async Task CompleteAsync(ValueTask posting)
    {
        try
        {
            await posting.ConfigureAwait(false);
            _ = _sent?.TrySetResult();
        }
        catch (Exception exception)
        {
            _ = _sent?.TrySetException(exception);
        }
    }

    /// <summary>Ends it without having been sent: it becomes a dead letter. It was taken, or waits nowhere.</summary>
    public void Fail(Exception exception, DeadLetterReason reason)
    {
        // In this order: a caller that has the failure sees the dead letter in the count.
        to.Owner.DeadLetters.Add(message, to.Address, reason, exception);
        _ = target is null ? _sent!.TrySetException(exception) : target.TryFail(exception, token);
    }
}
