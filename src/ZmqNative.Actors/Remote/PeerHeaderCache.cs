namespace ZmqNative.Actors.Remote;

/// <summary>The last headers and the actors that they name, so that a message with a known header makes no strings.</summary>
/// <remarks>A table of fixed size, in which a new header replaces the one with the same slot. Not thread-safe.</remarks>
/// <param name="broker">The broker of the actors.</param>
/// <param name="activation">The limit of the keyed actors that messages activate.</param>
internal sealed class PeerHeaderCache(Broker broker, PeerActivation activation)
{
    // Some hundred kilobytes with addresses as they are, some megabytes with the longest; further ones are parsed again.
    private const int Size = 1024;

    private readonly Entry?[] _entries = new Entry?[Size];

    /// <summary>Reads an address frame; null if it is not valid.</summary>
    public Entry? Find(ReadOnlySpan<byte> frame)
    {
        HashCode hash = default;
        hash.AddBytes(frame);
        ref Entry? entry = ref _entries[(uint)hash.ToHashCode() % Size];
        if (entry is not null && frame.SequenceEqual(entry.Bytes))
        {
            return entry;
        }

        if (PeerHeader.Parse(frame) is not { } header)
        {
            return null;
        }

        Entry found = new(frame.ToArray(), header, new AddressRef(broker, header.Address, activation));
        entry = found;
        return found;
    }

    /// <param name="Bytes">The frame.</param>
    /// <param name="Header">The header that it contains.</param>
    /// <param name="Actor">The reference to its address.</param>
    internal sealed record Entry(byte[] Bytes, PeerHeader Header, AddressRef Actor)
    {
        /// <summary>Whether the options of the listener allow the address; null if it was not looked up yet.</summary>
        public bool? IsReachable { get; set; }

        // Looked up once for each ownership: one that has ended is closed for good, and its fence never comes back.
        private ShardHold? Hold { get; set; }

        /// <summary>Whether this broker has the ownership of the shard that the header names: none before it has joined a cluster.</summary>
        public bool IsOwned(ActorPlacement? placement)
        {
            if (Hold is not { IsClosed: false })
            {
                Hold = placement?.FindHold(Header.Address, Header.Fence);
            }

            return Hold is not null;
        }
    }
}
