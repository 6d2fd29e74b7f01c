namespace ZmqNative.Actors.TestKit;

public sealed partial class TestBroker
{
    // Handlings that wait for something outside, or run on some thread, are looked at again after this time, and then after up to 16 times of it.
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(1);
    private const int LongestPause = 16;

    // How often such a handling is looked at with only a yield between: most of them run on at once.
    private const int Yields = 20;

    // A turn notifies of its end; this only limits the damage if a notification should be missing.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits until no actor can run, and no timer is due at the current virtual time.</summary>
    /// <remarks>
    /// <para>
    /// That is when no actor has a message to handle, an instance to start or to end, or a notification to receive, and each handling that is pending
    /// waits for the test: for virtual time, for the answer of an actor or probe, for space in a mailbox, for a reader or writer of a stream, or for a
    /// task, channel or semaphore that other code completes. Timers that are due at once fire before.
    /// </para>
    /// <para>
    /// A handling that waits for something outside is not idle, as it may go on by itself: work on the thread pool, a delay by the system's clock, a
    /// file or socket, another process, <c>Task.WhenAll</c> of tasks without results, an awaitable type that is not known. If it does not go on, the
    /// wait fails after <see cref="TestBrokerOptions.Timeout"/>, and the text names the actor and what it waits for. So does the task of
    /// <see cref="ActorContext.PipeToSelf{T}"/>. Other code that an actor has started and does not wait for is not known of.
    /// </para>
    /// </remarks>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when the broker is idle.</returns>
    /// <exception cref="ExpectationException">The broker was not idle in time.</exception>
    /// <exception cref="InvalidOperationException">An actor calls this in its handling: the broker is not idle before that ends.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public async Task IdleAsync(CancellationToken cancellationToken = default)
    {
        CheckCaller();
        using CancellationTokenSource limit = BeginLimit(cancellationToken);
        while (true)
        {
            await SettleAsync(limit.Token, cancellationToken).ConfigureAwait(false);
            if (!Time.TryTakeDue(Time.GetTimestamp(), out VirtualTimer? timer))
            {
                return;
            }

            await FireAsync(timer).ConfigureAwait(false);
        }
    }

    private async Task SettleAsync(CancellationToken limit, CancellationToken cancellationToken)
    {
        if (!await TrySettleAsync(Task.CompletedTask, limit).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw TimedOut("Expected that the broker becomes idle.");
        }
    }

    /// <summary>Waits for two equal readings.</summary>
    /// <param name="until">Ends the wait, unless it is complete already.</param>
    /// <param name="limit">Ends the wait.</param>
    /// <returns>False if the wait was ended.</returns>
    private async Task<bool> TrySettleAsync(Task until, CancellationToken limit)
    {
        bool ends = !until.IsCompleted;
        BrokerReading now = new();
        BrokerReading before = new();
        bool hasBefore = false;
        int looks = 0;
        while (true)
        {
            if (limit.IsCancellationRequested || (ends && until.IsCompleted))
            {
                return false;
            }

            // Before the reading: see there.
            Task next = _observer.NextAsync();
            if (now.TryRead(Broker, _observer))
            {
                if (hasBefore && now.IsSameAs(before))
                {
                    return true;
                }

                (before, now) = (now, before);
                hasBefore = true;
                continue;
            }

            hasBefore = false;
            if (now.NeedsPolling && looks++ < Yields)
            {
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                continue;
            }

            TimeSpan pause = now.NeedsPolling ? ShortestPause * Math.Min(LongestPause, looks - Yields) : Look;
            await next.WaitAsync(pause, limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static void CheckCaller()
    {
        if (CallerContext.Find(out int handling) is { } caller && caller.IsStillHandling(handling))
        {
            throw new InvalidOperationException(
                $"Actor '{caller.Address}' cannot wait in its handling for an idle broker: the broker is not idle while it handles a message.");
        }
    }
}
