namespace ZmqNative.Actors;

internal sealed partial class ActorCell
{
    /// <summary>How many sweeps of its registration there were since the actor's last turn; after 255 it begins anew.</summary>
    public int CountIdleSweeps(int sweep)
    {
        // An actor that is scheduled or parked is not idle. A turn between this look and the signal is seen in the mailbox' end.
        return Volatile.Read(ref _scheduled) != 0 ? 0 : (byte)(sweep - _activeSweep);
    }

    private void NoteActive() => _activeSweep = (byte)(Registration?.Schedule?.Sweep ?? 0);

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
