namespace ZmqNative.Actors.TestKit;

public sealed partial class TestProbe
{
    /// <summary>The actors that the probe watches or has watched.</summary>
    public IReadOnlyCollection<ActorRef> Watched
    {
        get
        {
            lock (_gate)
            {
                return [.. _watched];
            }
        }
    }

    /// <summary>Watches an actor, for <see cref="ExpectStoppedAsync"/>.</summary>
    /// <param name="actor">The actor.</param>
    /// <returns>A task that completes when it is watched.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="actor"/> is null.</exception>
    public async Task WatchAsync(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        lock (_gate)
        {
            _ = _watched.Add(actor);
        }

        _ = await Ref.AskAsync<bool>(new WatchCommand(actor, Watch: true)).ConfigureAwait(false);
    }

    /// <summary>Ends a watch.</summary>
    /// <param name="actor">The actor.</param>
    /// <returns>A task that completes when it is not watched any more.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="actor"/> is null.</exception>
    public async Task UnwatchAsync(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        lock (_gate)
        {
            _ = _watched.Remove(actor);
        }

        _ = await Ref.AskAsync<bool>(new WatchCommand(actor, Watch: false)).ConfigureAwait(false);
    }

    /// <summary>Expects that an actor stops or has stopped. It is watched from now on, if it was not before.</summary>
    /// <remarks>Notifications of stops are not among <see cref="Messages"/>, and may be expected in any order.</remarks>
    /// <param name="actor">The actor.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The notification.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="actor"/> is null.</exception>
    /// <exception cref="ExpectationException">The actor has not stopped in time.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public async Task<ActorStopped> ExpectStoppedAsync(ActorRef actor, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        using CancellationTokenSource limit = _broker.BeginLimit(cancellationToken);
        bool isWatched;
        lock (_gate)
        {
            isWatched = _watched.Contains(actor);
        }

        if (!isWatched)
        {
            await WatchAsync(actor).ConfigureAwait(false);
        }

        while (true)
        {
            Task change;
            lock (_gate)
            {
                int index = _stopped.FindIndex(stopped => stopped.Actor.Equals(actor));
                if (index >= 0)
                {
                    ActorStopped found = _stopped[index];
                    _stopped.RemoveAt(index);
                    _ = _watched.Remove(actor);
                    return found;
                }

                change = _change.Task;
            }

            await WaitAsync(change, $"that '{actor}' stops", limit.Token, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Expects that none of the actors that the probe watches stops while actors run or for a virtual time.</summary>
    /// <param name="during">The time by which the clock is advanced; default 0: only what runs now is waited for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when the broker is idle and none has stopped, except for stops that were expected.</returns>
    /// <exception cref="ExpectationException">One has stopped; or the broker was not idle in time.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public async Task ExpectNoneStoppedAsync(TimeSpan during = default, CancellationToken cancellationToken = default)
    {
        await _broker.AdvanceAsync(during, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            if (_stopped.Count > 0)
            {
                throw _broker.Failed($"Probe '{Address}' expected that none of the actors that it watches stops; '{_stopped[0].Actor}' has stopped.");
            }
        }
    }
}
