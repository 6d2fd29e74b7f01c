using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors.Remote;

/// <summary>Limits the messages from other processes that wait for space in mailboxes: for each actor, for each peer, and in total.</summary>
/// <param name="limitPerActor">The number of messages for one actor.</param>
/// <param name="quotas">The limits per peer and in total.</param>
internal sealed class PendingDeliveryLimiter(int limitPerActor, PeerQuotas quotas)
{
    // Guards the counts, against the reading loop and the threads on which waits end.
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _waiting = new(StringComparer.Ordinal);

    /// <summary>The number of messages that wait.</summary>
    public int Count => quotas.Held;

    /// <summary>Counts one more message for an actor.</summary>
    /// <param name="address">The address of the actor.</param>
    /// <param name="peer">The key of the peer that sent it.</param>
    /// <param name="quota">The place that the message takes.</param>
    /// <param name="limit">The description of the limit of the peer, or of all peers, that is reached; null if it is that of the actor.</param>
    /// <returns>False if a limit is reached.</returns>
    public bool TryEnter(string address, ReadOnlySpan<byte> peer, [NotNullWhen(true)] out PeerQuota? quota, out string? limit)
    {
        limit = null;
        quota = quotas.TryEnter(peer);
        if (quota is null)
        {
            limit = quotas.Describe("messages that wait for space in mailboxes");
            return false;
        }

        lock (_gate)
        {
            int count = _waiting.GetValueOrDefault(address);
            if (count < limitPerActor)
            {
                _waiting[address] = count + 1;
                return true;
            }
        }

        quota.Leave();
        quota = null;
        return false;
    }

    public void Leave(string address, PeerQuota quota)
    {
        lock (_gate)
        {
            if (--_waiting[address] == 0)
            {
                _ = _waiting.Remove(address);
            }
        }

        quota.Leave();
    }
}
