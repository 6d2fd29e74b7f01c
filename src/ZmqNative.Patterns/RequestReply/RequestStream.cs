using System.Threading.Channels;

namespace ZmqNative.Patterns;

/// <summary>The queued replies to a request, which the server sends at the pace of their reader.</summary>
internal sealed class RequestStream
{
    /// <summary>The number of replies that a server may be ahead of the reader.</summary>
    public const uint Ahead = 64;

    // Half of it, so that the server need not stop while the permission is in transit.
    private const uint Step = Ahead / 2;

    // Bounded by what the server is allowed to send: more than that ends the stream.
    private readonly Channel<ReceivedMessage> _replies =
        Channel.CreateUnbounded<ReceivedMessage>(new UnboundedChannelOptions { SingleReader = true });

    private uint _received;
    private uint _taken;

    /// <summary>The id of the request.</summary>
    public ulong RequestId { get; set; }

    /// <summary>Whether libzmq has accepted the request. Inside the table's lock.</summary>
    public bool IsSent { get; set; }

    /// <summary>The number of outages that the client had had when the request was sent. Inside the table's lock.</summary>
    public long Outages { get; set; }

    /// <summary>The received replies.</summary>
    public ChannelReader<ReceivedMessage> Replies => _replies.Reader;

    /// <summary>Whether a reader would not wait: a reply is queued, or the stream has ended. For the reader alone.</summary>
    public bool IsReady => _replies.Reader.TryPeek(out _) || _replies.Reader.Completion.IsCompleted;

    /// <summary>Whether the server sends no more, as it has sent the last reply or a failure.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Adds a reply, by the loop that reads them; it is disposed if the reader has left.</summary>
    /// <returns>False if the server was not allowed to send it.</returns>
    public bool TryAdd(ReceivedMessage reply)
    {
        bool isAllowed = _received++ - Volatile.Read(ref _taken) < Ahead + Step;
        if (!isAllowed || !_replies.Writer.TryWrite(reply))
        {
            reply.Dispose();
        }

        return isAllowed;
    }

    /// <summary>Ends the stream: no more replies arrive.</summary>
    /// <param name="failure">
    /// The cause, which the reader gets after the received replies; null if the stream has ended without a failure.
    /// </param>
    public void End(Exception? failure)
    {
        HasEnded = true;
        _ = _replies.Writer.TryComplete(failure);
    }

    /// <summary>Counts that the reader has taken a reply.</summary>
    /// <param name="total">The number of replies that the server may send in total from now on.</param>
    /// <returns>Whether this number is to be sent to the server.</returns>
    public bool Take(out uint total)
    {
        uint taken = _taken + 1;
        Volatile.Write(ref _taken, taken);
        total = taken + Ahead;
        return taken % Step == 0 && !HasEnded;
    }

    /// <summary>
    /// Returns whether the server may have stopped because a permission did not reach it: it has sent exactly as many replies as an earlier
    /// permission allowed. May be called by any thread.
    /// </summary>
    /// <param name="total">The number of replies that the server may send in total, to be sent to it again.</param>
    public bool MayHaveStopped(out uint total)
    {
        uint taken = Volatile.Read(ref _taken);
        uint received = Volatile.Read(ref _received);
        total = taken - (taken % Step) + Ahead;
        return received % Step == 0 && received >= Ahead && total != received && !HasEnded;
    }

    /// <summary>Disposes the queued replies, as the reader has left.</summary>
    public void Close()
    {
        _ = _replies.Writer.TryComplete();
        while (_replies.Reader.TryRead(out ReceivedMessage reply))
        {
            reply.Dispose();
        }
    }
}
