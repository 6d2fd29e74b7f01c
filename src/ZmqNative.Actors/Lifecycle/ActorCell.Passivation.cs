namespace ZmqNative.Actors;

internal sealed partial class ActorCell
{
    /// <summary>A sweep has come by: after <paramref name="sweeps"/> of them without a turn between, the actor is passivated.</summary>
    public void LookIdle(int sweeps)
    {
        // An actor that is scheduled or parked is not idle. A turn between this look and the signal is seen in the mailbox' end.
        if (Volatile.Read(ref _scheduled) != 0)
        {
            _idleSweeps = 0;
        }
        else if (++_idleSweeps >= sweeps)
        {
            _idleSweeps = 0;
            Send(new Signal(SignalKind.Passivate));
        }
    }

    /// <summary>Stops the actor if nothing is in its mailbox or on its way there; who comes later finds its successor.</summary>
    private ValueTask PassivateAsync()
    {
        if (_status != ActorStatus.Running
            || _extras is { Front.Count: > 0 } or { Stash.Count: > 0 } or { Timers.Count: > 0 } or { Children.Count: > 0 }
            || !_mailbox.TryCloseIfEmpty())
        {
            return default;
        }

        return StopAsync();
    }
}
