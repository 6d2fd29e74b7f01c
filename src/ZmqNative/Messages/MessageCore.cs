using System.Runtime.CompilerServices;

namespace ZmqNative;

/// <summary>What a <see cref="MultipartMessage"/> points to: a list of frames and the version that tells its owners apart.</summary>
/// <remarks>
/// It keeps the core of a frame of its own, into which the first frame of a message is received: most messages have no
/// other, and then one trip to a pool is enough. That core leaves it for good with a frame that is taken, moved, sent or
/// disposed on its own.
/// </remarks>
internal sealed class MessageCore
{
    // Requests have three frames, publications two or three; proxies add a few routing ids.
    private const int InitialCapacity = 4;

    // A core that once held more frames than this is not worth keeping.
    private const int LargestPooledCapacity = 256;

    private Frame[] _frames = new Frame[InitialCapacity];

    // The place of the first frame: frames that are taken from the front leave theirs empty, so that the rest need not move up. 0 for
    // a message without frames.
    private int _head;
    private FrameCore? _own;
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
            return _frames[_head + index];
        }
    }

    /// <summary>Ends the ownership that <paramref name="version"/> stands for; true for exactly one caller.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryEndOwnership(uint version) => Ownership.TryEnd(ref _version, version);

    /// <summary>The core to receive the first frame into; <see cref="AddFirst"/> follows if there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FrameCore RentFirst() => _own ??= FramePool.RentOwned();

    /// <summary>Makes the frame received into <see cref="RentFirst"/> the first one of this message without frames.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddFirst()
    {
        Accounting.FrameRented();
        _frames[0] = new Frame(_own!);
        Count = 1;
    }

    public void Add(Frame frame)
    {
        if (_head + Count == _frames.Length)
        {
            MakeRoom();
        }

        _frames[_head + Count++] = frame;
    }

    public void Insert(int index, Frame frame)
    {
        if (index == 0 && _head > 0)
        {
            _frames[--_head] = frame;
            Count++;
            return;
        }

        Add(frame);
        int place = _head + index;
        _frames.AsSpan(place, Count - 1 - index).CopyTo(_frames.AsSpan(place + 1));
        _frames[place] = frame;
    }

    public Frame Take(int index)
    {
        Frame frame = this[index];
        int place = _head + index;
        Count--;
        if (index == 0)
        {
            _frames[place] = default;
            _head = Count == 0 ? 0 : _head + 1;
        }
        else
        {
            _frames.AsSpan(place + 1, Count - index).CopyTo(_frames.AsSpan(place));
            _frames[_head + Count] = default;
        }

        if (frame.IsOf(_own))
        {
            _own = null;
        }

        return frame.Move();
    }

    /// <summary>Disposes the frames that are still alive and forgets all.</summary>
    public void DisposeFrames()
    {
        if (ForgetFrames() is { } own)
        {
            own.EndContent();
        }
    }

    /// <summary>
    /// As <see cref="DisposeFrames"/>, but leaves the content of the frame core of its own to be received over.
    /// </summary>
    /// <returns>That core, if its content is left.</returns>
    public FrameCore? ForgetFrames()
    {
        FrameCore? left = null;
        for (int i = 0; i < Count; i++)
        {
            ref Frame frame = ref _frames[_head + i];
            if (!frame.IsOf(_own))
            {
                frame.Dispose();
            }
            else if (frame.TryEnd())
            {
                left = _own;
                Accounting.FrameReturned();
            }
            else
            {
                // Whoever ended that frame has given the core to the pool of frames, or to another message.
                _own = null;
            }
        }

        if (_head + Count > 1)
        {
            // The first place is written by the next message; others would keep their frames' cores alive.
            _frames.AsSpan(1, _head + Count - 1).Clear();
        }

        _head = 0;
        Count = 0;
        return left;
    }

    // Moves the frames to the front if at least as many places are empty there, so that the move is paid for by what was taken.
    private void MakeRoom()
    {
        Frame[] frames = _head >= Count && _head > 0 ? _frames : new Frame[_frames.Length * 2];
        _frames.AsSpan(_head, Count).CopyTo(frames);
        if (frames == _frames)
        {
            frames.AsSpan(_head, Count).Clear();
        }

        _frames = frames;
        _head = 0;
    }

    /// <summary>Gives up the frame core of its own, when the pool has no room for this.</summary>
    public void Destroy()
    {
        if (_own is { } own)
        {
            _own = null;
            FramePool.ReturnOwned(own);
        }
    }
}
