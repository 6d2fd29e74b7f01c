using System.Runtime.CompilerServices;

namespace ZmqNative;

/// <summary>The object behind a <see cref="MultipartMessage"/>: a list of frames and the version that distinguishes its owners.</summary>
/// <remarks>
/// <para>
/// It keeps the core of a frame of its own, into which the first frame of a message is received: most messages have no
/// other, and then one trip to a pool is enough. That core leaves it permanently with a frame that is taken, moved, sent or
/// disposed on its own.
/// </para>
/// <para>
/// The states of the version are drawn at <see cref="Ownership"/>. A thread that changes the list holds the message for a short time; a thread that ends, sends
/// or receives it claims it. Reading takes neither: frames are handles with versions of their own, and what was read is discarded if the
/// message's version has changed meanwhile.
/// </para>
/// </remarks>
internal sealed partial class MessageCore
{
    // Requests have three frames, publications two or three; proxies add a few routing ids.
    private const int InitialCapacity = 4;

    // A core that once held more frames than this is not worth keeping.
    private const int LargestPooledCapacity = 256;

    private Frame[] _frames = new Frame[InitialCapacity];

    // The place of the first frame: frames that are taken from the front leave theirs empty, so that the rest need not move up. 0 for
    // a message without frames.
    private int _head;

    // Used only by the thread that has claimed the message, with the frame that was given out over it since; that one may have ended.
    private FrameCore? _own;
    private Frame _ownFrame;
    private int _count;
    private long _version = Ownership.NewRange();

    /// <summary>The places of the parts of a received message; only the pattern that set them and its messages use them.</summary>
    public MessageLayout Layout;

    /// <summary>The number of frames.</summary>
    public int Count => _count;

    /// <summary>The version that a message must carry to own this core.</summary>
    public long Version => Volatile.Read(ref _version);

    public bool IsWorthPooling => _frames.Length <= LargestPooledCapacity;

    public Frame this[int index]
    {
        get
        {
            // Another thread may just be adding or taking one: place and array then need not belong together.
            Frame[] frames = _frames;
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_count, nameof(index));
            int place = _head + index;
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)place, (uint)frames.Length, nameof(index));
            return frames[place];
        }
    }

    /// <summary>The core to receive the first frame into; <see cref="AddFirst"/> follows if there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FrameCore RentFirst() => _own ??= FramePool.RentOwned();

    /// <summary>Makes the frame received into <see cref="RentFirst"/> the first one of this message without frames.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddFirst(FrameCore own)
    {
        if (Diagnostics.CountsFrames)
        {
            FramePool.Count(own);
        }

        _frames[0] = _ownFrame = new Frame(own);
        _count = 1;
    }

    public void Add(Frame frame)
    {
        if (_head + _count == _frames.Length)
        {
            MakeRoom();
        }

        _frames[_head + _count++] = frame;
    }

    public void Insert(int index, Frame frame)
    {
        if (index == 0 && _head > 0)
        {
            _frames[--_head] = frame;
            _count++;
            return;
        }

        Add(frame);
        int place = _head + index;
        _frames.AsSpan(place, _count - 1 - index).CopyTo(_frames.AsSpan(place + 1));
        _frames[place] = frame;
    }

    /// <summary>Takes a frame out of the list; the handle is the one that was in it.</summary>
    public Frame Take(int index)
    {
        Frame frame = this[index];
        int place = _head + index;
        _count--;
        if (index == 0)
        {
            _frames[place] = default;
            _head = _count == 0 ? 0 : _head + 1;
        }
        else
        {
            _frames.AsSpan(place + 1, _count - index).CopyTo(_frames.AsSpan(place));
            _frames[_head + _count] = default;
        }

        return frame;
    }

    /// <summary>Whether all frames of a range are alive.</summary>
    public bool AreFramesAlive(int index, int count)
    {
        foreach (Frame frame in _frames.AsSpan(_head + index, count))
        {
            if (!frame.IsAlive)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Moves a range of frames to the end of another list; the handles in this one end.</summary>
    /// <exception cref="ObjectDisposedException">Another thread has ended a frame meanwhile. Those before it are moved.</exception>
    public void MoveFrames(int index, int count, MessageCore to)
    {
        int moved = 0;
        try
        {
            while (moved < count)
            {
                to.Add(_frames[_head + index + moved].Move());
                moved++;
            }
        }
        finally
        {
            RemoveRange(index, moved);
        }
    }

    /// <summary>Claims all frames, for sending; <see cref="GiveBackFrames()"/> or <see cref="EndFrames"/> follows.</summary>
    /// <returns>False if one of them has ended; none is claimed then.</returns>
    public bool TryClaimFrames()
    {
        for (int i = 0; i < _count; i++)
        {
            if (!_frames[_head + i].TryClaim())
            {
                GiveBackFrames(i);
                return false;
            }
        }

        return true;
    }

    /// <summary>Ends what <see cref="TryClaimFrames"/> began: nothing has changed.</summary>
    public void GiveBackFrames() => GiveBackFrames(_count);

    /// <summary>Ends frames that were claimed, and forgets all.</summary>
    public void EndFrames()
    {
        FrameCore? own = null;
        for (int i = 0; i < _count; i++)
        {
            ref Frame frame = ref _frames[_head + i];
            FrameCore core = frame.Claimed;
            if (frame.IsSameAs(_ownFrame))
            {
                own = core;
                core.EndContent();
                core.Keep();
                if (Diagnostics.CountsFrames)
                {
                    FramePool.Uncount(core);
                }
            }
            else
            {
                FramePool.ReturnUsed(core);
            }
        }

        if (_ownFrame.IsSome)
        {
            // The core belongs to the one that took its frame.
            _own = own;
        }

        ForgetList();
    }

    /// <summary>Disposes the frames that are still alive and forgets all. The message is claimed, or no handle has its version.</summary>
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
        if (_ownFrame.IsSome)
        {
            if (_ownFrame.TryKeep())
            {
                left = _own;
                if (Diagnostics.CountsFrames)
                {
                    FramePool.Uncount(left!);
                }
            }
            else
            {
                // The thread that ended that frame has given the core to the pool of frames, or to another message.
                _own = null;
            }
        }

        for (int i = 0; i < _count; i++)
        {
            // That one has ended, by this thread or another one: its end would only be refused, at the cost of an exchange.
            ref Frame frame = ref _frames[_head + i];
            if (!frame.IsSameAs(_ownFrame))
            {
                frame.Dispose();
            }
        }

        ForgetList();
        return left;
    }

    /// <summary>Releases its own frame core, when the pool is full.</summary>
    public void Destroy()
    {
        if (_own is { } own)
        {
            _own = null;
            FramePool.ReturnOwned(own);
        }
    }

    private void RemoveRange(int index, int count)
    {
        Span<Frame> frames = _frames.AsSpan(_head, _count);
        if (index == 0)
        {
            frames[..count].Clear();
            _head = count == _count ? 0 : _head + count;
        }
        else
        {
            frames[(index + count)..].CopyTo(frames[index..]);
            frames[(_count - count)..].Clear();
        }

        _count -= count;
    }

    private void GiveBackFrames(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _frames[_head + i].GiveBack();
        }
    }

    private void ForgetList()
    {
        _ownFrame = default;
        if (Layout.IsSet)
        {
            // The parts of the next message are found again.
            Layout = default;
        }

        if (_head + _count > 1)
        {
            // The first place is written by the next message; others would keep their frames' cores alive.
            _frames.AsSpan(1, _head + _count - 1).Clear();
        }

        _head = 0;
        _count = 0;
    }

    // Moves the frames to the front if at least as many places are empty there, so that the move is paid for by what was taken.
    private void MakeRoom()
    {
        Frame[] frames = _head >= _count && _head > 0 ? _frames : new Frame[_frames.Length * 2];
        _frames.AsSpan(_head, _count).CopyTo(frames);
        if (frames == _frames)
        {
            frames.AsSpan(_head, _count).Clear();
        }

        _frames = frames;
        _head = 0;
    }
}
