namespace ZmqNative.Patterns;

/// <content>The limits of received messages, and the users whose messages are dropped.</content>
public abstract partial class Pattern
{
    // Null if the peers are not authenticated.
    private readonly PeerRevocations? _revocations;
    private readonly LogLimiter _revokedLog;
    private long _revoked;
    private readonly LogLimiter _forbiddenLog;
    private long _forbidden;
    private readonly LogLimiter _overQuotaLog;
    private long _overQuota;

    /// <summary>Returns whether a received message is not from a revoked user; otherwise it is counted and disposed.</summary>
    internal bool CheckUser(MultipartMessage message)
    {
        if (!IsRevoked(message))
        {
            return true;
        }

        message.Dispose();
        return false;
    }

    /// <summary>Returns whether a received message is from a revoked user; then it is counted.</summary>
    internal bool IsRevoked(MultipartMessage message)
    {
        if (_revocations is null || !_revocations.IsRevoked(message))
        {
            return false;
        }

        if (_revokedLog.TryLog(Interlocked.Increment(ref _revoked), out long count))
        {
            Logger.RevokedMessages(Name, count, PeerIdentities.Find(message)?.UserId ?? string.Empty);
        }

        return true;
    }

    /// <summary>Counts a message to an actor that its peer may not reach, and logs that at a limited rate.</summary>
    private protected void CountForbidden(string address, PeerIdentity? peer)
    {
        if (_forbiddenLog.TryLog(Interlocked.Increment(ref _forbidden), out long count))
        {
            Logger.ForbiddenMessages(Name, count, address, peer?.UserId ?? string.Empty);
        }
    }

    /// <summary>Counts a message that was refused because of a limit per peer or its total, and logs that at a limited rate.</summary>
    /// <param name="reason">The limit, for the log.</param>
    /// <param name="peer">The key of the peer.</param>
    private protected void CountOverQuota(string reason, ReadOnlySpan<byte> peer)
    {
        if (_overQuotaLog.TryLog(Interlocked.Increment(ref _overQuota), out long count))
        {
            Logger.MessagesOverQuota(Name, count, PeerKey.Describe(peer), reason);
        }
    }

    /// <summary>Returns whether a received message is within the limits, and not from a revoked user; otherwise it is counted and disposed.</summary>
    private protected bool CheckLimits(MultipartMessage message)
    {
        if (!CheckUser(message))
        {
            return false;
        }

        long length = message.TotalLength;
        if (message.Count <= Options.MaxFrames && length <= Options.MaxMessageSize && (length <= int.MaxValue || CanBeRead(message)))
        {
            return true;
        }

        CountMalformed(message.Count > Options.MaxFrames ? $"{message.Count} frames, more than MaxFrames ({Options.MaxFrames})"
            : length > Options.MaxMessageSize ? $"{length} bytes, more than MaxMessageSize ({Options.MaxMessageSize})"
            : $"{length} bytes, with a frame of more than 2 GiB, which cannot be read");
        message.Dispose();
        return false;
    }

    // No span can hold a frame of 2 GiB or more. Over inproc, and with a MaxFrameSize beyond it, libzmq delivers them.
    private static bool CanBeRead(MultipartMessage message)
    {
        foreach (Frame frame in message)
        {
            if (frame.LongLength > int.MaxValue)
            {
                return false;
            }
        }

        return true;
    }
}
