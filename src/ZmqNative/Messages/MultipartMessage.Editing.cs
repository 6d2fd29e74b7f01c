namespace ZmqNative;

/// <content>Adding frames and taking frames out.</content>
public readonly partial struct MultipartMessage
{
    /// <summary>Appends a frame, which belongs to the message from now on.</summary>
    /// <param name="frame">The frame; the caller's handle and its copies are invalid afterwards.</param>
    /// <exception cref="ObjectDisposedException">The frame or the message was disposed or sent.</exception>
    public void Add(Frame frame)
    {
        MessageCore core = Hold();
        try
        {
            core.Add(frame.Move());
        }
        finally
        {
            core.GiveBack(_version);
        }
    }

    /// <summary>Appends a frame with a copy of <paramref name="bytes"/>.</summary>
    /// <param name="bytes">The bytes to copy; an empty span appends an empty frame.</param>
    /// <exception cref="ObjectDisposedException">The message was disposed or sent.</exception>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        _ = Core;
        AddNew(Frame.Copy(bytes));
    }

    /// <summary>Appends a frame with <paramref name="text"/> in UTF-8.</summary>
    /// <param name="text">The text; an empty one appends an empty frame.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">The message was disposed or sent.</exception>
    public void Add(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _ = Core;
        AddNew(Frame.FromText(text));
    }

    /// <summary>Inserts a frame at an index; later frames move up.</summary>
    /// <param name="index">From 0 to <see cref="Count"/>.</param>
    /// <param name="frame">The frame; the caller's handle and its copies are invalid afterwards.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative or greater than <see cref="Count"/>.</exception>
    /// <exception cref="ObjectDisposedException">The frame or the message was disposed or sent.</exception>
    public void Insert(int index, Frame frame)
    {
        MessageCore core = Hold();
        try
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)index, (uint)core.Count, nameof(index));
            core.Insert(index, frame.Move());
        }
        finally
        {
            core.GiveBack(_version);
        }
    }

    /// <summary>Takes a frame out of the message; later frames move down.</summary>
    /// <param name="index">0 for the first frame.</param>
    /// <returns>The frame, which belongs to the caller.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such frame.</exception>
    /// <exception cref="ObjectDisposedException">The message was disposed or sent.</exception>
    public Frame Take(int index)
    {
        MessageCore core = Hold();
        try
        {
            return core.Take(index).Move();
        }
        finally
        {
            core.GiveBack(_version);
        }
    }

    /// <summary>Appends the frames of another message, which ends.</summary>
    /// <param name="message">The message whose frames are moved; its handle and its copies are invalid afterwards.</param>
    /// <exception cref="ArgumentException">It is this message.</exception>
    /// <exception cref="ObjectDisposedException">
    /// This message, the other one or one of its frames has ended. Both messages are unchanged then.
    /// </exception>
    public void AddRange(MultipartMessage message)
    {
        if (message._core == _core && message._version == _version)
        {
            throw new ArgumentException("A message cannot be appended to itself.", nameof(message));
        }

        // Claimed before this one is held: of two threads that append two messages to each other, both fail and neither waits.
        if (!message.TryClaim(out MessageCore? source))
        {
            ThrowHelper.ThrowMessageGone();
        }

        try
        {
            if (!source.AreFramesAlive(0, source.Count))
            {
                ThrowHelper.ThrowFrameGone();
            }

            MessageCore core = Hold();
            try
            {
                source.MoveFrames(0, source.Count, core);
            }
            finally
            {
                core.GiveBack(_version);
            }
        }
        catch
        {
            message.GiveBack();
            throw;
        }

        source.DisposeFrames();
        MessagePool.Return(source);
    }

    /// <summary>Takes a range of frames out of the message; later frames move down.</summary>
    /// <param name="index">The index of the first frame of the range, from 0 to <see cref="Count"/>.</param>
    /// <param name="count">The number of frames, from 0 to <see cref="Count"/> - <paramref name="index"/>.</param>
    /// <returns>A message of the frames that the caller owns; dispose it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the message.</exception>
    /// <exception cref="ObjectDisposedException">The message, or a frame of the range, has ended.</exception>
    public MultipartMessage TakeRange(int index, int count)
    {
        MessageCore core = Hold();
        try
        {
            ThrowIfOutside(core.Count, index, count);
            if (!core.AreFramesAlive(index, count))
            {
                ThrowHelper.ThrowFrameGone();
            }

            MultipartMessage taken = Create();
            try
            {
                core.MoveFrames(index, count, taken.Core);
            }
            catch
            {
                // Another thread has ended a frame since it was looked at.
                taken.Dispose();
                throw;
            }

            return taken;
        }
        finally
        {
            core.GiveBack(_version);
        }
    }

    /// <summary>
    /// Takes the envelope off a message that came from a REQ, or from a DEALER that sends like one: the routing ids in front and the empty
    /// frame that ends them. An envelope with the frames of the answer behind it is routed to the requester.
    /// </summary>
    /// <example>
    /// <code>
    /// using MultipartMessage request = router.ReceiveMessage();
    /// if (request.TryTakeEnvelope(out MultipartMessage envelope))
    /// {
    ///     envelope.Add("answer");
    ///     router.Send(envelope);
    /// }
    /// </code>
    /// </example>
    /// <param name="envelope">
    /// The frames up to and with the first empty one, as a message that the caller owns; dispose or send it. <c>default</c> after false.
    /// </param>
    /// <returns>False if the message has no empty frame; it is as before then. A peer may have sent such a message.</returns>
    /// <exception cref="ObjectDisposedException">The message, or one of its frames, has ended.</exception>
    public bool TryTakeEnvelope(out MultipartMessage envelope)
    {
        int end = IndexOf(default);
        envelope = end < 0 ? default : TakeRange(0, end + 1);
        return end >= 0;
    }

    /// <summary>Removes a frame and disposes it, unless it has already ended.</summary>
    internal void Remove(int index)
    {
        MessageCore core = Hold();
        Frame frame;
        try
        {
            frame = core.Take(index);
        }
        finally
        {
            core.GiveBack(_version);
        }

        frame.Dispose();
    }

    private static void ThrowIfOutside(int frames, int index, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)index, (uint)frames, nameof(index));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(frames - index), nameof(count));
    }

    private MessageCore Hold()
    {
        if (_core is not { } core || !core.TryHold(_version))
        {
            ThrowHelper.ThrowMessageGone();
            return null;
        }

        return core;
    }

    // No other handle of the frame exists, so that it need not be moved.
    private void AddNew(Frame frame)
    {
        if (_core is not { } core || !core.TryHold(_version))
        {
            frame.Dispose();
            ThrowHelper.ThrowMessageGone();
            return;
        }

        try
        {
            core.Add(frame);
        }
        finally
        {
            core.GiveBack(_version);
        }
    }
}
