namespace ZmqNative.Patterns;

/// <content>The limits of received messages, and of connections.</content>
public abstract partial class Pattern
{
    private readonly LogLimiter _forbiddenLog;
    private long _forbidden;
    private readonly LogLimiter _notAcceptedLog;
    private readonly LogLimiter _overQuotaLog;
    private long _overQuota;

    /// <summary>Logs, at a limited rate, that connections were not accepted.</summary>
    /// <param name="outOfDescriptors">Whether the process has no descriptors for them.</param>
    internal void LogNotAccepted(bool outOfDescriptors)
    {
        if (_notAcceptedLog.TryLog(Socket.RefusedConnections, out long count))
        {
            Logger.ConnectionsNotAccepted(Name, count, outOfDescriptors
                ? "the process has no file descriptors left but the reserve"
                : $"there are as many as MaxConnections ({Options.MaxConnections}) or MaxConnectionsPerAddress ({Options.MaxConnectionsPerAddress}) allow");
        }
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
