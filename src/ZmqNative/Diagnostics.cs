using System.Diagnostics.CodeAnalysis;

namespace ZmqNative;

/// <summary>The checks that cost too much to be always on: switches of the runtime, read once, so that the compiler leaves them out.</summary>
internal static class Diagnostics
{
#if DEBUG
    private const bool IsDebug = true;
#else
    private const bool IsDebug = false;
#endif

    /// <summary>
    /// Whether a socket that two threads use at once throws. Debug builds of ZmqNative do, others if the switch
    /// <c>ZmqNative.CheckThreads</c> is set.
    /// </summary>
    [FeatureSwitchDefinition("ZmqNative.CheckThreads")]
    public static bool ChecksThreads { get; } = Read("ZmqNative.CheckThreads", IsDebug);

    /// <summary>
    /// Whether frames and sockets remember where they were made, and those that were never disposed are reported. Only if the switch
    /// <c>ZmqNative.ReportLeaks</c> is set.
    /// </summary>
    [FeatureSwitchDefinition("ZmqNative.ReportLeaks")]
    public static bool ReportsLeaks { get; } = Read("ZmqNative.ReportLeaks", whenUnset: false);

    /// <summary>Whether frames are counted: in Debug builds, and where leaks are reported.</summary>
    public static bool CountsFrames { get; } = IsDebug || ReportsLeaks;

    private static bool Read(string name, bool whenUnset) => AppContext.TryGetSwitch(name, out bool isOn) ? isOn : whenUnset;
}
