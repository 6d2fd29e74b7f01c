namespace ZmqNative.Actors.Remote;

/// <summary>The peer of the message that is being delivered; its key is made when a limit needs it.</summary>
internal readonly struct PeerSource
{
    private readonly MultipartMessage _frames;
    private readonly PeerIdentity? _peer;
    private readonly byte[]? _key;

    /// <summary>The peer of a message, whose frames are disposed after the delivery.</summary>
    public PeerSource(MultipartMessage frames, PeerIdentity? peer)
    {
        _frames = frames;
        _peer = peer;
        _key = null;
    }

    /// <summary>A peer with a known key.</summary>
    public PeerSource(byte[] key)
    {
        _frames = default;
        _peer = null;
        _key = key;
    }

    /// <summary>Returns the key, which may be in a buffer of at least <see cref="PeerKey.MaxLength"/> bytes.</summary>
    public ReadOnlySpan<byte> Write(Span<byte> buffer) => _key ?? PeerKey.Write(_frames, _peer, buffer);
}
