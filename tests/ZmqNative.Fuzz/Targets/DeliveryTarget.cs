using ZmqNative.Patterns;

namespace ZmqNative.Fuzz.Targets;

/// <summary>The first frame of acknowledged delivery: what is read is written to the same bytes.</summary>
internal static class DeliveryTarget
{
    public static FuzzTarget Create() => new(
        "delivery",
        "frames of acknowledged delivery",
        [
            [0x5A, 0x41, 1, 1, 0, 0, 3, 0xE8],
            [0x5A, 0x41, 1, 2, 0, 0, 0, 1, .. new byte[24]],
            [0x5A, 0x41, 1, 3, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 1],
            [0x5A, 0x41, 1, 8],
        ],
        [[0x5A, 0x41, 1], [0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0]],
        Run);

    private static void Run(byte[] input)
    {
        if (!DeliveryFrame.TryRead(input, out DeliveryFrameKind kind, out string? problem))
        {
            FuzzFaultException.Unless(problem.Length > 0, "what is refused has a problem");
            return;
        }

        using Frame written = Write(kind, input);
        FuzzFaultException.Unless(written.Span.SequenceEqual(kind is DeliveryFrameKind.Refusal or DeliveryFrameKind.Probe ? input.AsSpan(0, 4) : input), "a frame is written to the bytes that were read");
    }

    private static Frame Write(DeliveryFrameKind kind, byte[] input)
    {
        switch (kind)
        {
            case DeliveryFrameKind.Ready:
                return DeliveryFrame.WriteReady(unchecked((int)DeliveryFrame.ReadWindow(input)));
            case DeliveryFrameKind.Message:
                return DeliveryFrame.WriteMessage(DeliveryFrame.ReadMessage(input));
            case DeliveryFrameKind.Refusal or DeliveryFrameKind.Probe:
                return DeliveryFrame.Write(kind);
            default:
                NumberRange[] ranges = new NumberRange[DeliveryFrame.CountRanges(input)];
                for (int i = 0; i < ranges.Length; i++)
                {
                    ranges[i] = DeliveryFrame.ReadRange(input, i);
                }

                return DeliveryFrame.WriteSettled(kind, ranges);
        }
    }
}
