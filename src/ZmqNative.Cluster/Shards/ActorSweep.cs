using System.Diagnostics;

namespace ZmqNative.Cluster;

/// <summary>Looks for the actors of a broker that are to stop, and asks each of them once. An actor that is being made during a look is found by a later one. Not thread-safe.</summary>
/// <param name="broker">The broker.</param>
internal sealed class ActorSweep(Broker broker)
{
    // With many actors a look takes long: all looks take at most a tenth of the time of one processor.
    private const int PausePerLook = 10;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly HashSet<ActorCell> _asked = new(ReferenceEqualityComparer.Instance);
    private TimeSpan _took;

    /// <summary>Looks at all actors. Those that are to stop handle what is in their mailboxes before.</summary>
    /// <param name="isToStop">Whether the keyed actors of a registration are to stop.</param>
    /// <returns>True if there are some that have not stopped yet.</returns>
    public bool Look(Func<KeyedRegistration, bool> isToStop)
    {
        long began = Stopwatch.GetTimestamp();
        bool areSome = false;
        foreach (ActorCell cell in broker.Cells)
        {
            if (cell.Registration is { } registration && isToStop(registration))
            {
                areSome = true;
                if (_asked.Add(cell))
                {
                    ActorLifecycle.RequestStop(cell, drain: true);
                }
            }
        }

        _took = Stopwatch.GetElapsedTime(began);
        return areSome;
    }

    /// <summary>Waits until the next look is due.</summary>
    public Task PauseAsync(CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromTicks(Math.Clamp((_took * PausePerLook).Ticks, ShortestPause.Ticks, LongestPause.Ticks)), cancellationToken);
}
