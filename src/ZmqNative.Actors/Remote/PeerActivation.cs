namespace ZmqNative.Actors.Remote;

/// <summary>Takes the place that a keyed actor needs when a message of a peer activates it; the place is free again when the actor has stopped.</summary>
/// <remarks>Not thread-safe: the reading loop has one, and each message that waits for space has another one.</remarks>
/// <param name="quotas">The limits per peer and in total.</param>
internal sealed class PeerActivation(PeerQuotas quotas)
{
    private PeerSource _source;

    /// <summary>The description of the limit that did not let the current message activate an actor; null if none did.</summary>
    public string? Limit { get; private set; }

    /// <summary>Begins the delivery of a message.</summary>
    public void Begin(in PeerSource source)
    {
        _source = source;
        Limit = null;
    }

    /// <summary>Returns one for a message that waits, and outlives its frames.</summary>
    public PeerActivation Keep()
    {
        PeerActivation kept = new(quotas);
        kept.Begin(new PeerSource(_source.Write(stackalloc byte[PeerKey.MaxLength]).ToArray()));
        return kept;
    }

    /// <summary>Takes a place; null if the peer, or all peers together, have as many active actors as they may.</summary>
    public PeerQuota? TryEnter()
    {
        PeerQuota? place = quotas.TryEnter(_source.Write(stackalloc byte[PeerKey.MaxLength]));
        Limit = place is null ? quotas.Describe("active keyed actors") : null;
        return place;
    }
}
