namespace ZmqNative.Patterns;

/// <content>The subscriptions of peers, and the counts of messages dropped for them.</content>
public sealed partial class Publisher
{
    // So many last values are sent before publishing threads can enter: about 50 us.
    private const int RepeatedAtOnce = 32;

    // libzmq reports no refused subscription: the counts are read when a connection ends, and once for so many subscriptions.
    private const int SubscriptionsPerCount = 256;

    private readonly MultipartMessage[] _copies = new MultipartMessage[RepeatedAtOnce];

    // With a libzmq that cannot send to one subscriber: the number of last values that may still be published again before that time.
    private long _repeatsLeft;
    private long _repeatsRenewed;

    // With a libzmq that does not count drops.
    private long _episodes;

    // The count of libzmq when the publisher began to end.
    private long? _droppedAtEnd;

    /// <summary>The number of subscriptions that peers hold now; a peer with two counts twice.</summary>
    public int Subscriptions => _subscriptions.Count;

    /// <summary>
    /// Waits until peers hold at least <paramref name="count"/> subscriptions: messages that are published after that reach them.
    /// </summary>
    /// <param name="count">
    /// The number of subscriptions; default 1. It counts subscriptions, not subscribers: a peer with two topics counts twice.
    /// </param>
    /// <param name="cancellationToken">Ends the wait, which has no time-out of its own.</param>
    /// <returns>A task that completes when there are at least so many subscriptions.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The publisher is, or was meanwhile, disposed.</exception>
    public ValueTask WaitForSubscriberAsync(int count = 1, CancellationToken cancellationToken = default) =>
        new(_subscriptions.WaitAsync(count, cancellationToken));

    private protected override void FailPending()
    {
        _subscriptions.End();
        _droppedAtEnd = TryReadDropped();
    }

    private protected override void Release() => _lastValues?.End();

    private protected override PatternStatistics Complete(PatternStatistics statistics)
    {
        CountOverLimits();
        return statistics with
        {
            Dropped = statistics.Dropped + (_droppedAtEnd ?? TryReadDropped() ?? 0),
            DropEpisodes = Interlocked.Read(ref _episodes),
            RefusedSubscriptions = RefusedSubscriptions,
        };
    }

    private long? TryReadDropped()
    {
        if (!Zmq.IsCorrected)
        {
            return null;
        }

        try
        {
            long dropped = 0;
            Socket.ConfigureShortly(socket => dropped = socket.DroppedMessages);
            return dropped;
        }
        catch (Exception exception) when (exception is ContextTerminatedException or InvalidOperationException)
        {
            return null;
        }
    }

    private async Task ReadSubscriptionsAsync()
    {
        for (int i = 1; ; i++)
        {
            using MultipartMessage message = await Socket.ReceiveAsync(Stopping).ConfigureAwait(false);
            if (i % SubscriptionsPerCount == 0)
            {
                CountOverLimits();
            }

            if (!CheckLimits(message))
            {
                continue;
            }

            // One byte, 1 or 0, and the prefix. Anything else is an unsolicited message from an XSUB.
            ReadOnlySpan<byte> bytes = message[0].Span;
            if (bytes is not [0 or 1, ..])
            {
                CountMalformed("a message that is no subscription came to the publisher");
                continue;
            }

            bool subscribed = bytes[0] == 1;
            _subscriptions.Change(subscribed);
            if (subscribed && _lastValues is not null)
            {
                Repeat(_lastValues, bytes[1..]);
            }
        }
    }

    // The subscriber's queue limits the values that one subscription causes: after the first value that does not fit none is tried.
    private void Repeat(LastValueCache lastValues, ReadOnlySpan<byte> prefix)
    {
        LastValueCache.Cursor cursor = default;
        while (true)
        {
            int count = 0;
            int sent;
            try
            {
                lock (_order)
                {
                    count = lastValues.Read(prefix, ref cursor, _copies);
                    sent = Zmq.IsCorrected
                        ? Socket.SendToLastSubscriber(_copies.AsSpan(0, count))
                        : SendAgain(_copies.AsSpan(0, count));
                }
            }
            finally
            {
                // Messages that were sent are disposed already, and this has no effect on them.
                foreach (MultipartMessage copy in _copies.AsSpan(0, count))
                {
                    copy.Dispose();
                }
            }

            if (sent < count)
            {
                CountDropped(count - sent + lastValues.CountRest(prefix, ref cursor));
                return;
            }

            if (count < _copies.Length)
            {
                return;
            }
        }
    }

    // To all peers with the subscription: a peer that subscribes repeatedly can cause the whole cache to be sent once a second, no more.
    private int SendAgain(ReadOnlySpan<MultipartMessage> messages)
    {
        long now = Reactor.TimeProvider.GetTimestamp();
        if (now >= _repeatsRenewed)
        {
            _repeatsRenewed = now + Reactor.TimeProvider.TimestampFrequency;
            _repeatsLeft = _options.LastValueCacheCapacity;
        }

        int count = (int)Math.Min(messages.Length, _repeatsLeft);
        _repeatsLeft -= count;
        foreach (MultipartMessage message in messages[..count])
        {
            Send(message);
        }

        return count;
    }

    private void Send(MultipartMessage message)
    {
        if (Zmq.IsCorrected)
        {
            // Never false: an XPUB drops for subscribers whose queue is full, and counts that.
            _ = Socket.TrySend(message);
        }
        else if (!Socket.SendOrDrop(message))
        {
            _ = Interlocked.Increment(ref _episodes);
        }
    }
}
