using Tour.Stage;

namespace Tour.Chapters;

/// <summary>A chapter of two awaitable patterns, served by the reactor of their process.</summary>
internal abstract class PatternChapter : TwoSidedChapter
{
    // One transport within the process and one between processes: ipc would show nothing more than tcp.
    public override IEnumerable<Transport> On(IReadOnlyList<Transport> available) =>
        available.Where(static transport => transport != Transport.Ipc);
}
