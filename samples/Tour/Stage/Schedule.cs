using System.Diagnostics;

namespace Tour.Stage;

/// <summary>The times of the tour and its steps.</summary>
internal sealed class Schedule(bool quick)
{
    // --quick guarantees an end within 10 s of the start of the process. The steps get 6 of them, and an operation that hangs is cancelled at 8:
    // closing sockets and the second process may take another second.
    private static readonly TimeSpan QuickEnd = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan QuickAlarm = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan ShortestStep = TimeSpan.FromMilliseconds(20);

    private readonly DateTime _processStart = Process.GetCurrentProcess().StartTime.ToUniversalTime();

    /// <summary>The longest wait for a peer at one point.</summary>
    public TimeSpan Patience { get; } = TimeSpan.FromSeconds(quick ? 3 : 10);

    /// <summary>The time from now after which the whole tour fails; null for none.</summary>
    public TimeSpan? Alarm => quick ? Later(QuickAlarm - SinceStart) : null;

    private TimeSpan SinceStart => DateTime.UtcNow - _processStart;

    private TimeSpan StepLength { get; } = TimeSpan.FromMilliseconds(quick ? 250 : 1500);

    /// <summary>Returns the time for the next step, given the number of steps left: on a slow machine it is shorter.</summary>
    public TimeSpan NextStep(int stepsLeft)
    {
        if (!quick)
        {
            return StepLength;
        }

        TimeSpan share = (QuickEnd - SinceStart) / stepsLeft;
        return share < ShortestStep ? ShortestStep : share < StepLength ? share : StepLength;
    }

    private static TimeSpan Later(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;
}
