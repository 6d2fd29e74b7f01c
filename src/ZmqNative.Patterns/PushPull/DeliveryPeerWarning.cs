using Microsoft.Extensions.Logging;

namespace ZmqNative.Patterns;

/// <summary>
/// Logs, at a limited rate, that a peer of a pattern with <see cref="Delivery.Acknowledged"/> was refused in the handshake: libzmq refuses plain PUSH and PULL
/// sockets there, and does not report the reason.
/// </summary>
internal sealed class DeliveryPeerWarning(ILogger logger, string name, TimeProvider timeProvider)
{
    private readonly LogLimiter _limiter = new(timeProvider);
    private long _count;

    public void OnConnectionChanged(object? sender, ConnectionEvent change)
    {
        if (change is { Kind: ConnectionEventKind.Refused, Refusal: ConnectionRefusal.Protocol or ConnectionRefusal.Handshake }
            && _limiter.TryLog(Interlocked.Increment(ref _count), out long count))
        {
            logger.DeliveryPeerRefused(name, change.Endpoint, count, change.Detail ?? "no detail is known");
        }
    }
}
