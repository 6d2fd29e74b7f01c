using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Cluster;

/// <summary>The route of one shard, and the messages that wait while it has none. Thread-safe.</summary>
/// <remarks>
/// A route is visible to senders only when all messages that have waited are sent, so that a later message does not overtake them. Senders that see a route take no lock.
/// </remarks>
/// <param name="shard">The number of the shard.</param>
/// <param name="limit">The number of messages that may wait.</param>
internal sealed class ShardSlot(int shard, int limit)
{
    // Guards all fields, against senders, the watch of the directory and the sending loop.
    private readonly Lock _gate = new();
    private readonly Queue<WaitingMessage> _waiting = new();

    // Messages that the current owner has refused: they wait for the next one, or for a retry.
    private readonly List<WaitingMessage> _refused = [];
    private ShardRoute? _next;
    private bool _isSending;
    private volatile ShardRoute? _route;
    private volatile Func<string, Exception>? _end;

    public int Shard => shard;

    /// <summary>The route; null while there is none, or messages that have waited are being sent.</summary>
    public ShardRoute? Route => _route;

    /// <summary>The number of messages that wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count + _refused.Count;
            }
        }
    }

    /// <summary>Sets the route, or none.</summary>
    public void Set(ShardRoute? route)
    {
        lock (_gate)
        {
            if (_end is not null || (route is null ? _next is null : route.IsSame(_next)))
            {
                return;
            }

            _next = route;
            _route = null;
            ReturnRefusedInsideLock();
            if (route is null || _isSending)
            {
                return;
            }

            if (_waiting.Count == 0)
            {
                _route = route;
                return;
            }

            _isSending = true;
        }

        _ = Task.Run(Send);
    }

    /// <summary>Lets a message wait.</summary>
    /// <param name="message">The message.</param>
    /// <param name="failure">The reason why it cannot wait; null if it can, or need not.</param>
    /// <returns>False if it does not wait: there is a route, or <paramref name="failure"/> tells the reason.</returns>
    public bool TryAdd(WaitingMessage message, out Exception? failure)
    {
        failure = null;
        lock (_gate)
        {
            if (_route is { } route && MayTake(route, message))
            {
                return false;
            }

            if (_end is { } end)
            {
                failure = end(message.To.Address);
                return false;
            }

            if (_waiting.Count + _refused.Count >= limit)
            {
                failure = new MailboxFullException(
                    $"Actor '{message.To.Address}' cannot take more messages now: {limit} wait for the owner of shard {shard} already (MaxWaitingPerShard).", message.To.Address);
                return false;
            }

            if (_route is not null)
            {
                _refused.Add(message);
            }
            else
            {
                _waiting.Enqueue(message);
            }

            return true;
        }
    }

    /// <summary>Sends messages that the owner had refused to it once more: it may have learned of its ownership since. Removes those that nothing waits for.</summary>
    public void Retry()
    {
        lock (_gate)
        {
            _ = _refused.RemoveAll(static message => message.IsDropped());
            for (int i = _waiting.Count; i > 0; i--)
            {
                WaitingMessage message = _waiting.Dequeue();
                if (!message.IsDropped())
                {
                    _waiting.Enqueue(message);
                }
            }

            if (_refused.Count == 0 || _next is null || _isSending)
            {
                return;
            }

            foreach (WaitingMessage message in _refused)
            {
                message.After = default;
                message.RefusedBy = null;
            }

            ReturnRefusedInsideLock();
            _route = null;
            _isSending = true;
        }

        _ = Task.Run(Send);
    }

    /// <summary>Ends the waits: no message is sent any more.</summary>
    public void End(Func<string, Exception> cause)
    {
        List<WaitingMessage> left;
        lock (_gate)
        {
            _end = cause;
            _next = _next is { IsLocal: true } ? null : _next;
            _route = _next;
            left = [.. _waiting, .. _refused];
            _waiting.Clear();
            _refused.Clear();
        }

        foreach (WaitingMessage message in left)
        {
            // Not an ask that nobody waits for any more.
            if (!message.IsDropped() && message.TryTake())
            {
                message.Fail(cause(message.To.Address), DeadLetterReason.Stopped);
            }
        }
    }

    // A broker that has refused a message for its fence takes it when it has become the owner itself.
    private static bool MayTake(ShardRoute route, WaitingMessage message) =>
        route != message.RefusedBy && (route.Fence > message.After || (route.Fence == message.After && route.Hold is { IsValid: true }));

    private void ReturnRefusedInsideLock()
    {
        foreach (WaitingMessage message in _refused)
        {
            _waiting.Enqueue(message);
        }

        _refused.Clear();
    }

    // The message was in no list while it was being sent: the next route may have been set meanwhile, the look at those that wait may
    // have found none, and the broker may have left.
    private void WaitAgain(WaitingMessage message)
    {
        Func<string, Exception>? end;
        lock (_gate)
        {
            end = _end;
            if (end is null)
            {
                _waiting.Enqueue(message);
            }
        }

        if (end is null)
        {
            message.To.NoteWaiting();
        }
        else if (message.TryTake())
        {
            message.Fail(end(message.To.Address), DeadLetterReason.Stopped);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "What one message throws must not hold up the others.")]
    private void Send()
    {
        while (true)
        {
            WaitingMessage? message;
            ShardRoute route;
            lock (_gate)
            {
                if (_next is null)
                {
                    _isSending = false;
                    return;
                }

                route = _next;
                if (!_waiting.TryDequeue(out message))
                {
                    _route = route;
                    _isSending = false;
                    return;
                }

                if (!MayTake(route, message))
                {
                    _refused.Add(message);
                    continue;
                }
            }

            if (message.IsDropped() || !message.TryTake())
            {
                continue;
            }

            try
            {
                if (!message.To.TrySend(route, message))
                {
                    // The owner is this broker, and has just closed the shard: the next route follows.
                    message.WaitAgain(route);
                    WaitAgain(message);
                }
            }
            catch (Exception exception)
            {
                message.Fail(exception, DeadLetterReason.Unsendable);
            }
        }
    }
}
