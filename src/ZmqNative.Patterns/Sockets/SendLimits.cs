using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns;

/// <summary>The limits of messages that a socket sends; a peer with the same limits would refuse larger ones.</summary>
/// <param name="MaxFrameSize">The largest frame, in bytes.</param>
/// <param name="MaxMessageSize">The largest message, in bytes of all frames.</param>
/// <param name="MaxFrames">The largest number of frames of a message.</param>
/// <param name="Type">
/// The type of the socket, as frames of the peer may differ: a ROUTER puts a routing id in front of received messages.
/// </param>
internal sealed record SendLimits(long MaxFrameSize, long MaxMessageSize, int MaxFrames, SocketType Type)
{
    // The length of a routing id that a ROUTER makes. With a longer one, which this side has set, a message just below the limit may be too
    // large.
    private const int RoutingIdSize = 5;

    private readonly int _framesInFront = Type is SocketType.Dealer or SocketType.Req ? 1 : 0;

    // A ROUTER does not send the first frame, which selects the peer.
    private readonly int _firstFrame = Type == SocketType.Router ? 1 : 0;

    /// <summary>Refuses a message of one frame that is too large.</summary>
    /// <exception cref="MessageTooLargeException">The message exceeds a limit.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Check(long length)
    {
        if (length > MaxFrameSize || length > MaxMessageSize)
        {
            Throw(1, length, length);
        }
    }

    /// <summary>Refuses a message that is too large.</summary>
    /// <exception cref="MessageTooLargeException">The message exceeds a limit.</exception>
    public void Check(MultipartMessage message)
    {
        int count = message.Count;
        long total = _framesInFront * RoutingIdSize;
        long largest = 0;
        for (int i = _firstFrame; i < count; i++)
        {
            long length = message[i].LongLength;
            largest = Math.Max(largest, length);
            total += length;
        }

        int frames = count - _firstFrame + _framesInFront;
        if (largest > MaxFrameSize || total > MaxMessageSize || frames > MaxFrames)
        {
            Throw(frames, total, largest);
        }
    }

    /// <summary>Refuses a message that is too large.</summary>
    /// <param name="frames">The number of frames, with a routing id in front.</param>
    /// <param name="total">The number of bytes of all frames but the routing id.</param>
    /// <param name="largest">The size of the largest frame.</param>
    /// <exception cref="MessageTooLargeException">The message exceeds a limit.</exception>
    public void Check(int frames, long total, long largest)
    {
        if (largest > MaxFrameSize || total + RoutingIdSize > MaxMessageSize || frames > MaxFrames)
        {
            Throw(frames, total + RoutingIdSize, largest);
        }
    }

    [DoesNotReturn]
    private void Throw(int frames, long total, long largest) => throw new MessageTooLargeException(
        largest > MaxFrameSize ? $"A frame of {largest:N0} bytes is larger than MaxFrameSize ({MaxFrameSize:N0}); it was not sent."
        : total > MaxMessageSize ? $"A message of {total:N0} bytes is larger than MaxMessageSize ({MaxMessageSize:N0}); it was not sent."
        : $"A message of {frames} frames has more than MaxFrames ({MaxFrames}); it was not sent.");
}
