using System.Runtime.CompilerServices;

namespace ZmqNative;

/// <summary>What a <see cref="MultipartMessage"/> points to: a list of frames and the version that tells its owners apart.</summary>
internal sealed class MessageCore
{
    // Requests have three frames, publications two or three; proxies add a few routing ids.
    private const int InitialCapacity = 4;

    // A core that once held more frames than this is not worth keeping.
    private const int LargestPooledCapacity = 256;

    private Frame[] _frames = new Frame[InitialCapacity];
    private uint _version;

    public int Count { get; private set; }

    /// <summary>The version that a message must carry to own this core.</summary>
    public uint Version => _version;

    public bool IsWorthPooling => _frames.Length <= LargestPooledCapacity;

    public Frame this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            return _frames[index];
        }
    }

    /// <summary>Ends the ownership that <paramref name="version"/> stands for; true for exactly one caller.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryEndOwnership(uint version) =>
        Interlocked.CompareExchange(ref _version, version + 1, version) == version;

    public void Add(Frame frame)
    {
        if (Count == _frames.Length)
        {
            Array.Resize(ref _frames, Count * 2);
        }

        _frames[Count++] = frame;
    }

    public void Insert(int index, Frame frame)
    {
        Add(frame);
        _frames.AsSpan(index, Count - 1 - index).CopyTo(_frames.AsSpan(index + 1));
        _frames[index] = frame;
    }

    public Frame Take(int index)
    {
        Frame frame = this[index];
        _frames.AsSpan(index + 1, Count - index - 1).CopyTo(_frames.AsSpan(index));
        _frames[--Count] = default;
        return frame.Move();
    }

    /// <summary>Disposes the frames that are still alive and forgets all.</summary>
    public void DisposeFrames()
    {
        for (int i = 0; i < Count; i++)
        {
            _frames[i].Dispose();
            _frames[i] = default;
        }

        Count = 0;
    }
}
