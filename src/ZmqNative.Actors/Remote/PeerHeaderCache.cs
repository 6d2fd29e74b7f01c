namespace ZmqNative.Actors.Remote;

/// <summary>The headers that came last and the actors that they name, so that a message to one of them makes no strings.</summary>
/// <remarks>A table of fixed size in which a newcomer takes its place from whoever has it. For one thread at a time.</remarks>
internal sealed class PeerHeaderCache(Broker broker)
{
    // Some hundred kilobytes with addresses as they are, some megabytes with the longest; more than this are parsed anew.
    private const int Size = 1024;

    private readonly Entry?[] _entries = new Entry?[Size];

    /// <summary>Reads an address frame; null if it is none.</summary>
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

        Entry found = new(frame.ToArray(), header, new AddressRef(broker, header.Address));
        entry = found;
        return found;
    }

    /// <param name="Bytes">The frame.</param>
    /// <param name="Header">What it says.</param>
    /// <param name="Actor">Who lives there when a message comes.</param>
    internal sealed record Entry(byte[] Bytes, PeerHeader Header, AddressRef Actor);
}
