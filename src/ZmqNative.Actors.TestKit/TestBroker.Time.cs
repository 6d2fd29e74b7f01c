namespace ZmqNative.Actors.TestKit;

public sealed partial class TestBroker
{
    private int _advancing;

    /// <summary>Advances the virtual time. Timers fire in the order of their due times, and before each the broker becomes idle.</summary>
    /// <remarks>
    /// All of the broker's times follow: timers of actors, time-outs of asks, tells and stops, pauses before restarts, passivation; and the delays of
    /// code that uses <see cref="Time"/>. A timer that is set on the way, and due within the time, fires, too. Deadlines are exact: an ask ends when its
    /// time-out has passed, and not up to 20 ms later as by the system's clock.
    /// </remarks>
    /// <param name="by">The time; 0 or more.</param>
    /// <param name="cancellationToken">Ends the wait for an idle broker; the clock then stands at the last timer.</param>
    /// <returns>A task that completes when the time has passed and the broker is idle.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative, or leads beyond the year 9999.</exception>
    /// <exception cref="ExpectationException">The broker was not idle in time: see <see cref="IdleAsync"/>.</exception>
    /// <exception cref="InvalidOperationException">The time is being advanced already, or an actor calls this in its handling.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public async Task AdvanceAsync(TimeSpan by, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(by, DateTimeOffset.MaxValue - Time.GetUtcNow());
        if (Interlocked.Exchange(ref _advancing, 1) != 0)
        {
            throw new InvalidOperationException("The time is being advanced already: await that call first.");
        }

        try
        {
            await IdleAsync(cancellationToken).ConfigureAwait(false);
            long target = Time.GetTimestamp() + by.Ticks;
            while (Time.TryTakeDue(target, out VirtualTimer? timer))
            {
                await FireAsync(timer).ConfigureAwait(false);
                await IdleAsync(cancellationToken).ConfigureAwait(false);
            }

            Time.MoveTo(target);
        }
        finally
        {
            Volatile.Write(ref _advancing, 0);
        }
    }

    // On the thread pool, as timers of the system do: code that awaits a delay may continue within the call, and has no context of the test.
    private static async Task FireAsync(VirtualTimer timer)
    {
        if (!Thread.CurrentThread.IsThreadPoolThread || SynchronizationContext.Current is not null)
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }

        timer.Fire();
    }
}
