using System.Diagnostics;

namespace Tour.Stage;

/// <summary>The times of the tour and its steps.</summary>
internal sealed class Schedule(bool quick)
{
    // --quick promises 10 s from the start of the process. The steps get 6 of them, and whatever hangs is given up at 8:
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

    /// <summary>The time for the next step when so many are left: a slow machine gets shorter ones.</summary>
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
