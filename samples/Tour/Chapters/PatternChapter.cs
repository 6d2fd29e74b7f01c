using Tour.Stage;

namespace Tour.Chapters;

/// <summary>A chapter of two awaitable patterns, served by the reactor of their process.</summary>
internal abstract class PatternChapter : TwoSidedChapter
{
    // Within the process and out of it: ipc would show nothing that tcp does not.
    public override IEnumerable<Transport> On(IReadOnlyList<Transport> available) =>
        available.Where(static transport => transport != Transport.Ipc);
}
