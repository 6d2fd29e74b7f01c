namespace ZmqNative;

/// <summary>The numbers of messages and bytes that a steerable proxy has passed on since it began. A message counts as one, however many frames it has.</summary>
/// <param name="FrontendReceivedMessages">Messages received from the frontend.</param>
/// <param name="FrontendReceivedBytes">Their bytes.</param>
/// <param name="FrontendSentMessages">Messages sent to the frontend.</param>
/// <param name="FrontendSentBytes">Their bytes.</param>
/// <param name="BackendReceivedMessages">Messages received from the backend.</param>
/// <param name="BackendReceivedBytes">Their bytes.</param>
/// <param name="BackendSentMessages">Messages sent to the backend.</param>
/// <param name="BackendSentBytes">Their bytes.</param>
public readonly record struct ProxyStatistics(
    ulong FrontendReceivedMessages,
    ulong FrontendReceivedBytes,
    ulong FrontendSentMessages,
    ulong FrontendSentBytes,
    ulong BackendReceivedMessages,
    ulong BackendReceivedBytes,
    ulong BackendSentMessages,
    ulong BackendSentBytes);
