namespace ZmqNative.Actors.Remote;

/// <summary>A copy of the frames that lead back to a peer, in memory that is used again for the next ask.</summary>
/// <remarks>Written and compared by the reading loop alone; <see cref="CopyFirst"/> may be called by other threads.</remarks>
internal struct PeerRouteCopy
{
    // Routing ids have 255 bytes at most. A route that is longer than a few of them is not kept, as it would stay with a pooled ask.
    private const int MaxLength = 1024;

    /// <summary>The largest number of bytes of a routing id.</summary>
    public const int LongestId = 255;

    private byte[]? _bytes;
    private int _length;
    private int _firstLength;

    /// <summary>Copies the first frames of a message.</summary>
    /// <returns>False if they are too long.</returns>
    public bool TrySet(MultipartMessage frames, int count)
    {
        int length = 0;
        for (int i = 0; i < count; i++)
        {
            length += sizeof(int) + frames[i].Length;
        }

        if (length > MaxLength)
        {
            return false;
        }

        byte[] bytes = _bytes is { } kept && kept.Length >= length ? kept : new byte[length];
        int at = 0;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> frame = frames[i].Span;
            _ = BitConverter.TryWriteBytes(bytes.AsSpan(at), frame.Length);
            frame.CopyTo(bytes.AsSpan(at + sizeof(int)));
            at += sizeof(int) + frame.Length;
        }

        _length = length;
        _firstLength = frames[0].Length;
        Volatile.Write(ref _bytes, bytes);
        return true;
    }

    /// <summary>Whether the first frames of a message are the same.</summary>
    public readonly bool IsSame(MultipartMessage frames, int count)
    {
        ReadOnlySpan<byte> rest = _bytes.AsSpan(0, _length);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> frame = frames[i].Span;
            if (rest.Length < sizeof(int) + frame.Length
                || BitConverter.ToInt32(rest) != frame.Length
                || !rest.Slice(sizeof(int), frame.Length).SequenceEqual(frame))
            {
                return false;
            }

            rest = rest[(sizeof(int) + frame.Length)..];
        }

        return rest.IsEmpty;
    }

    /// <summary>Copies the first frame, the routing id of the connection. The copy is of no use if the ask has ended meanwhile.</summary>
    public readonly ReadOnlySpan<byte> CopyFirst(Span<byte> buffer)
    {
        byte[] bytes = Volatile.Read(in _bytes) ?? [];
        Span<byte> rest = bytes.AsSpan(Math.Min(sizeof(int), bytes.Length));
        int length = Math.Min(_firstLength, Math.Min(rest.Length, buffer.Length));
        rest[..length].CopyTo(buffer);
        return buffer[..length];
    }
}
