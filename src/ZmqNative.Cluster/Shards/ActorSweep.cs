using System.Diagnostics;

namespace ZmqNative.Cluster;

/// <summary>Looks for the actors of a broker that are to stop, and asks each of them once. An actor that is being made during a look is found by a later one. Not thread-safe.</summary>
/// <param name="broker">The broker.</param>
internal sealed class ActorSweep(Broker broker)
{
    // With many actors a look takes long: the pause is so many times as long, within these limits.
    private const int PausePerLook = 10;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    // The actors that the last look has seen, and that were asked.
    private HashSet<ActorCell> _asked = new(ReferenceEqualityComparer.Instance);

    /// <summary>The time until the next look, unless there is something new.</summary>
    public TimeSpan Pause { get; private set; } = ShortestPause;

    /// <summary>Looks at all actors. Those that are to stop handle what is in their mailboxes before.</summary>
    /// <param name="isToStop">Whether the keyed actors of a registration are to stop.</param>
    /// <returns>Those that have not stopped yet.</returns>
    public IReadOnlyCollection<ActorCell> Look(Func<KeyedRegistration, bool> isToStop)
    {
        long began = Stopwatch.GetTimestamp();
        HashSet<ActorCell> seen = new(ReferenceEqualityComparer.Instance);
        foreach (ActorCell cell in broker.Cells)
        {
            if (cell.Registration is { } registration && isToStop(registration))
            {
                _ = seen.Add(cell);
            }
        }

        Pause = TimeSpan.FromTicks(Math.Clamp((Stopwatch.GetElapsedTime(began) * PausePerLook).Ticks, ShortestPause.Ticks, LongestPause.Ticks));
        foreach (ActorCell cell in seen)
        {
            if (!_asked.Contains(cell))
            {
                ActorLifecycle.RequestStop(cell, drain: true);
            }
        }

        _asked = seen;
        return seen;
    }
}
