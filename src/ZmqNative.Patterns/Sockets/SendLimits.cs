using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns;

/// <summary>The limits of what a socket sends; a peer with the same limits would not take more.</summary>
/// <param name="MaxFrameSize">Bytes of a frame.</param>
/// <param name="MaxMessageSize">Bytes of all frames.</param>
/// <param name="MaxFrames">Frames of a message.</param>
/// <param name="Type">Decides what the peer sees more or less of: a ROUTER puts a routing id in front of what it receives.</param>
internal sealed record SendLimits(long MaxFrameSize, long MaxMessageSize, int MaxFrames, SocketType Type)
{
    // That a ROUTER makes up. A longer one, that this side has set, may make a message just below the limit too large.
    private const int RoutingIdSize = 5;

    private readonly int _framesInFront = Type is SocketType.Dealer or SocketType.Req ? 1 : 0;

    // A ROUTER's own first frame stays here.
    private readonly int _firstFrame = Type == SocketType.Router ? 1 : 0;

    /// <summary>Refuses a message of one frame that is too large.</summary>
    /// <exception cref="MessageTooLargeException">It is.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Check(long length)
    {
        if (length > MaxFrameSize || length > MaxMessageSize)
        {
            Throw(1, length, length);
        }
    }

    /// <summary>Refuses a message that is too large.</summary>
    /// <exception cref="MessageTooLargeException">It is.</exception>
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

    [DoesNotReturn]
    private void Throw(int frames, long total, long largest) => throw new MessageTooLargeException(
        largest > MaxFrameSize ? $"A frame of {largest:N0} bytes is larger than MaxFrameSize ({MaxFrameSize:N0}); it was not sent."
        : total > MaxMessageSize ? $"A message of {total:N0} bytes is larger than MaxMessageSize ({MaxMessageSize:N0}); it was not sent."
        : $"A message of {frames} frames has more than MaxFrames ({MaxFrames}); it was not sent.");
}
