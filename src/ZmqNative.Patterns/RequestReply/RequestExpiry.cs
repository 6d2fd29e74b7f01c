namespace ZmqNative.Patterns;

/// <summary>Ends requests whose time is over, but not before the replies that had come by then were read.</summary>
/// <remarks>
/// A reply is on its way to its request once libzmq has it; while the thread pool is busy the loop that reads it runs late. So a
/// request whose time is over ends at once only while that loop waits for more. Otherwise its deadline is set again, a tick later,
/// until the loop waits, or has read as much as can have been there.
/// </remarks>
internal sealed class RequestExpiry(AsyncSocket socket, PendingRequestTable table, Func<string> describeConnections)
{
    // As many messages as this times the size of a batch are read before a request ends although more replies keep coming.
    private const int MostPasses = 64;

    private int _passes;

    /// <summary>The loop has handled all that it took.</summary>
    public void CountPass() => Interlocked.Increment(ref _passes);

    /// <summary>The time of a use is over. On the timer's thread.</summary>
    public void Expire(PendingRequest pending, uint use)
    {
        int passes = Volatile.Read(ref _passes);
        if (pending.PassesAtExpiry == PendingRequest.NotExpired)
        {
            pending.PassesAtExpiry = passes;
        }

        if (!socket.HasBeenReadOut() && passes - pending.PassesAtExpiry < MostPasses && table.TryPostpone(pending, use))
        {
            return;
        }

        if (table.TryTake(pending, use))
        {
            pending.Fail(new RequestTimeoutException(pending.Timeout, table.Owner, describeConnections()));
        }
    }
}
