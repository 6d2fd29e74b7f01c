namespace ZmqNative;

/// <summary>What a steerable proxy has passed since it began. Messages count frame by frame.</summary>
/// <param name="FrontendReceivedFrames">Frames received from the frontend.</param>
/// <param name="FrontendReceivedBytes">Their bytes.</param>
/// <param name="FrontendSentFrames">Frames sent to the frontend.</param>
/// <param name="FrontendSentBytes">Their bytes.</param>
/// <param name="BackendReceivedFrames">Frames received from the backend.</param>
/// <param name="BackendReceivedBytes">Their bytes.</param>
/// <param name="BackendSentFrames">Frames sent to the backend.</param>
/// <param name="BackendSentBytes">Their bytes.</param>
public readonly record struct ProxyStatistics(
    ulong FrontendReceivedFrames,
    ulong FrontendReceivedBytes,
    ulong FrontendSentFrames,
    ulong FrontendSentBytes,
    ulong BackendReceivedFrames,
    ulong BackendReceivedBytes,
    ulong BackendSentFrames,
    ulong BackendSentBytes);
