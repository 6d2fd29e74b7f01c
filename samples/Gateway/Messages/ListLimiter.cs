namespace ZmqNative.Samples.Gateway;

/// <summary>
/// Limits the lists of <c>/received-messages</c> that are being sent: their number, and the bytes of the messages that they hold together.
/// </summary>
/// <remarks>
/// A list is a snapshot of the log, so a client that reads slowly keeps messages that the log has dropped since. A message counts once,
/// in however many lists it is. When a list does not fit, lists that have been open for longer than <see cref="Grace"/> are ended, the
/// oldest first; when there is none, it is refused.
/// </remarks>
internal sealed class ListLimiter(GatewayOptions options, MessageLog log, TimeProvider time)
{
    /// <summary>The time for which no list is ended.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    // Guards the fields below and those of the lists, against requests that begin, send and end.
    private readonly Lock _gate = new();
    private readonly LinkedList<MessageList> _open = [];
    private long _bytes;
    private long _refused;
    private long _ended;

    /// <summary>The number of lists that are being sent.</summary>
    public int Open
    {
        get
        {
            lock (_gate)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>The bytes of the messages that these lists hold.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Lists that were refused since the start.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Lists that were ended since the start, because other clients needed the memory.</summary>
    public long Ended => Interlocked.Read(ref _ended);

    /// <returns>The messages of the log, to be disposed; null when there are too many lists.</returns>
    public MessageList? TryOpen()
    {
        List<MessageList> ended = [];
        MessageList? list = null;
        lock (_gate)
        {
            (LoggedMessage[] messages, long dropped) = log.ReadAll();
            bool fits;
            while (!(fits = FitsInsideLock(messages)) && IsOverdueInsideLock())
            {
                MessageList oldest = _open.First!.Value;
                CloseInsideLock(oldest);
                ended.Add(oldest);
                _ended++;
            }

            if (fits)
            {
                list = new MessageList(this, messages, dropped, time.GetTimestamp());
                _open.AddLast(list);
                Array.ForEach(messages, HoldInsideLock);
            }
            else
            {
                _refused++;
            }
        }

        // Outside the lock, as it runs the code of requests.
        ended.ForEach(static oldest => oldest.End());
        return list;
    }

    /// <returns>The next message, which the list holds no more; null at its end and when it was ended.</returns>
    public LoggedMessage? Take(MessageList list)
    {
        lock (_gate)
        {
            LoggedMessage? message = list.Next();
            if (message is not null)
            {
                ReleaseInsideLock(message);
            }

            return message;
        }
    }

    public void Close(MessageList list)
    {
        lock (_gate)
        {
            CloseInsideLock(list);
        }
    }

    // A list alone fits in any case: the newest message, which the log always keeps, may be larger than the limit.
    private bool FitsInsideLock(LoggedMessage[] messages) =>
        _open.Count == 0
        || (_open.Count < options.MaxLists
            && _bytes + messages.Sum(static message => message.Lists == 0 ? (long)message.Size : 0) <= options.MaxListBytes);

    private bool IsOverdueInsideLock() => _open.First is { Value: MessageList oldest } && time.GetElapsedTime(oldest.Opened) >= Grace;

    private void CloseInsideLock(MessageList list)
    {
        _open.Remove(list);
        while (list.Next() is { } message)
        {
            ReleaseInsideLock(message);
        }
    }

    private void HoldInsideLock(LoggedMessage message)
    {
        if (message.Lists++ == 0)
        {
            _bytes += message.Size;
        }
    }

    private void ReleaseInsideLock(LoggedMessage message)
    {
        if (--message.Lists == 0)
        {
            _bytes -= message.Size;
        }
    }
}
