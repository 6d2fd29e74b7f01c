namespace ZmqNative;

/// <summary>The numbers of <see cref="ReconnectStopConditions"/>, one of which changed with libzmq 4.3.5.</summary>
internal static class ReconnectStops
{
    private const int AfterDisconnectBefore435 = 0x3;

    public static int ToNative(ReconnectStopConditions value) =>
        value == ReconnectStopConditions.AfterDisconnect && IsOld ? AfterDisconnectBefore435 : (int)value;

    public static ReconnectStopConditions FromNative(int value) =>
        value == AfterDisconnectBefore435 && IsOld ? ReconnectStopConditions.AfterDisconnect : (ReconnectStopConditions)value;

    private static bool IsOld => Zmq.Version < new Version(4, 3, 5);
}
