namespace ZmqNative.Patterns;

/// <content>Users who are not accepted any more: their messages are dropped, and their connections end.</content>
public abstract partial class Pattern
{
    // Null if the peers are not authenticated.
    private readonly PeerRevocations? _revocations;
    private readonly LogLimiter _revokedLog;
    private readonly LogLimiter _revokedConnectionsLog;
    private long _revoked;
    private long _revokedConnections;

    /// <summary>Whether connections of revoked users exist on, as with a libzmq that cannot end them: for tests of the time until their end.</summary>
    internal bool KeepsRevokedConnections { get; set; }

    /// <summary>Returns whether a received message is not from a revoked user; otherwise it is counted and disposed.</summary>
    internal bool CheckUser(MultipartMessage message)
    {
        if (!IsRevoked(message))
        {
            return true;
        }

        CountRevoked(message);
        message.Dispose();
        return false;
    }

    /// <summary>Returns whether a received message is from a revoked user.</summary>
    internal bool IsRevoked(MultipartMessage message) => _revocations is not null && _revocations.IsRevoked(message);

    /// <summary>Counts a message of a revoked user, and logs that at a limited rate. After its effects: who sees the count sees them, too.</summary>
    internal void CountRevoked(MultipartMessage message)
    {
        if (_revokedLog.TryLog(Interlocked.Increment(ref _revoked), out long count))
        {
            Logger.RevokedMessages(Name, count, PeerIdentities.Find(message)?.UserId ?? string.Empty);
        }
    }

    /// <summary>Ends the connections of users who are not accepted any more, counts them, and logs that at a limited rate.</summary>
    /// <param name="onlyNew">Whether to look at the connections alone that were made since the last look.</param>
    internal void EndRevokedConnections(bool onlyNew)
    {
        if (_revocations is null || KeepsRevokedConnections)
        {
            return;
        }

        bool hasEnded;
        string user;
        try
        {
            hasEnded = _revocations.EndConnections(Socket, onlyNew, ended => Interlocked.Add(ref _revokedConnections, ended), out user);
        }
        catch (Exception exception) when (exception is ContextTerminatedException or InvalidOperationException)
        {
            // The pattern, its context or its reactor ended before, and the connections with it.
            return;
        }

        if (hasEnded && _revokedConnectionsLog.TryLog(Interlocked.Read(ref _revokedConnections), out long unlogged))
        {
            Logger.RevokedConnections(Name, unlogged, user);
        }
    }
}
