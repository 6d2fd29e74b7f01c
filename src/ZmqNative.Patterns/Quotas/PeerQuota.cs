namespace ZmqNative.Patterns;

/// <summary>The places that one peer holds in a <see cref="PeerQuotas"/>.</summary>
internal sealed class PeerQuota(PeerQuotas quotas, byte[] key)
{
    private int _held;

    /// <summary>The key of the peer: see <see cref="PeerKey"/>.</summary>
    public byte[] Key => key;

    /// <summary>The number of places that the peer holds.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>Frees a place that the peer has taken. Any thread.</summary>
    public void Leave()
    {
        _ = Interlocked.Decrement(ref _held);
        quotas.OnLeft();
    }

    /// <summary>Counts a place that the peer has taken. Under the lock of the table.</summary>
    public void Enter() => Interlocked.Increment(ref _held);
}
