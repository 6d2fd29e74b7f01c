using System.Diagnostics;

namespace ZmqNative;

/// <summary>Records where a frame was created, and reports it when the frame is collected without having been disposed or sent.</summary>
internal sealed class LeakReporter
{
    private readonly StackTrace _madeAt = new(fNeedFileInfo: true);

    /// <summary>Whether the frame was ended, so that there is nothing to report.</summary>
    public bool IsEnded { get; set; }

    ~LeakReporter()
    {
        if (!IsEnded)
        {
            Accounting.FrameLeaked();
            Trace.TraceWarning($"A frame was never disposed, sent or moved, and its native memory is lost. It was made{Environment.NewLine}{_madeAt}");
        }
    }
}
