using System.Runtime.CompilerServices;

namespace ZmqNative.Actors;

public sealed partial class Broker
{
    /// <summary>The limit of the current step of the end; null before the end.</summary>
    internal EndLimit? EndLimit => _endLimit;

    /// <summary>Lets a test kit observe the actors. Once.</summary>
    internal ActivityObserver Observe()
    {
        BrokerEnd.CountObserved();
        ActivityObserver observer = new();
        _observer = observer;
        return observer;
    }

    /// <summary>Ends the observation.</summary>
    internal void EndObserving()
    {
        _observer = null;
        BrokerEnd.CountUnobserved();
    }

    /// <summary>Notes that a turn of an actor has ended, and none is due. Called after a full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void TurnEnded(ActorCell cell)
    {
        if (BrokerEnd.IsAnyObserved)
        {
            NotifyTurnEnded(cell);
        }
    }

    /// <summary>Notes that the turn of an actor is parked.</summary>
    internal void TurnParked()
    {
        if (BrokerEnd.IsAnyObserved && _observer is { } observer)
        {
            Interlocked.MemoryBarrier();
            observer.Notify();
        }
    }

    /// <summary>The observer, if there is one: for work that no turn shows.</summary>
    internal ActivityObserver? Observer => _observer;

    /// <summary>Takes over a cancellation whose callbacks are code of actors.</summary>
    internal void Track(Task callbacks)
    {
        if (BrokerEnd.IsAnyObserved && _observer is { } observer)
        {
            observer.Track(callbacks);
        }
        else
        {
            callbacks.Observe();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void NotifyTurnEnded(ActorCell cell)
    {
        _end?.TurnEnded(cell);
        _observer?.Notify();
    }
}
