namespace ZmqNative.Patterns;

/// <content>The limits of received messages, and of connections.</content>
public abstract partial class Pattern
{
    // libzmq ends connections only above these, so that a message of a few frames and bytes is never the reason.
    private const int LeastNativeFrames = 1024;
    private const long LeastNativeSize = 1024 * 1024;

    private readonly LogLimiter _oversizedLog;
    private readonly NativeCount _oversized;
    private readonly LogLimiter _refusedSubscriptionsLog;
    private readonly NativeCount _refusedSubscriptions;
    private readonly LogLimiter _forbiddenLog;
    private long _forbidden;
    private readonly LogLimiter _notAcceptedLog;
    private readonly NativeCount _notAccepted;
    private readonly LogLimiter _overQuotaLog;
    private long _overQuota;

    /// <summary>Logs, at a limited rate, that connections were not accepted.</summary>
    /// <param name="outOfDescriptors">Whether the process has no descriptors for them.</param>
    internal void LogNotAccepted(bool outOfDescriptors)
    {
        if (_notAcceptedLog.TryLog(_notAccepted.Read(), out long count))
        {
            Logger.ConnectionsNotAccepted(Name, count, outOfDescriptors
                ? "the process has no file descriptors left but the reserve"
                : $"there are as many as MaxConnections ({Options.MaxConnections}) or MaxConnectionsPerAddress ({Options.MaxConnectionsPerAddress}) allow");
        }
    }

    // A message that is only slightly too large is dropped by this library, which counts it and may answer it. libzmq ends the connection of a peer
    // whose message reaches twice the limits before its last frame has arrived.
    private static void ApplyLimits(Socket socket, PatternOptions options)
    {
        if (Zmq.IsCorrected)
        {
            socket.MaxMultipartSize = Math.Max(LeastNativeSize, options.MaxMessageSize > long.MaxValue / 2 ? long.MaxValue : 2 * options.MaxMessageSize);
            socket.MaxMultipartFrames = (int)Math.Min(int.MaxValue, Math.Max(LeastNativeFrames, 2L * options.MaxFrames));
            socket.ReceiveHighWatermarkBytes = options.ReceiveHighWatermarkBytes;
        }
    }

    /// <summary>The number of refused subscriptions when it was last read.</summary>
    private protected long RefusedSubscriptions => _refusedSubscriptions.Last;

    /// <summary>Reads the counts that libzmq has of connections and subscriptions over a limit, and logs them at a limited rate.</summary>
    private protected void CountOverLimits()
    {
        // Logged when they are reported (LogNotAccepted).
        _ = _notAccepted.Read();
        if (_oversized.TryReadGrowth(out long total) && _oversizedLog.TryLog(total, out long count))
        {
            Logger.OversizedMessages(Name, count);
        }

        if (Socket.Type == SocketType.XPub && _refusedSubscriptions.TryReadGrowth(out total) && _refusedSubscriptionsLog.TryLog(total, out count))
        {
            Logger.SubscriptionsRefused(Name, count);
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
