using System.Buffers;

namespace ZmqNative.Patterns;

/// <summary>Moves and removes many frames at once, in time that grows with their number and not with its square.</summary>
internal static class MessageFrames
{
    // Removing so few from the front of a list is cheaper than the other way.
    private const int Few = 4;

    /// <summary>Moves the frames from <paramref name="first"/> on to the end of another message.</summary>
    public static void MoveTail(MultipartMessage from, int first, MultipartMessage to)
    {
        int count = from.Count - first;
        if (count <= Few)
        {
            for (int i = 0; i < count; i++)
            {
                to.Add(from.Take(first));
            }

            return;
        }

        // From the end, where no other frame has to be moved.
        Frame[] tail = ArrayPool<Frame>.Shared.Rent(count);
        for (int i = count - 1; i >= 0; i--)
        {
            tail[i] = from.Take(first + i);
        }

        foreach (Frame frame in tail.AsSpan(0, count))
        {
            to.Add(frame);
        }

        ArrayPool<Frame>.Shared.Return(tail, clearArray: true);
    }

    /// <summary>Removes and disposes some frames, of which a handler may have taken over some.</summary>
    public static void Remove(MultipartMessage message, int index, int count)
    {
        if (count <= Few)
        {
            for (int i = 0; i < count; i++)
            {
                message.Remove(index);
            }

            return;
        }

        using MultipartMessage behind = MultipartMessage.Create();
        MoveTail(message, index + count, behind);
        while (message.Count > index)
        {
            message.Remove(message.Count - 1);
        }

        MoveTail(behind, 0, message);
    }
}
