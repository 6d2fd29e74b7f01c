using System.Collections.Concurrent;

namespace ZmqNative.Actors;

/// <summary>The ownership of one shard by this broker: keyed actors of the shard are made and run under it. Thread-safe.</summary>
/// <param name="shard">The number of the shard.</param>
/// <param name="fence">The fence of the ownership.</param>
/// <param name="lease">The lease of the broker.</param>
/// <param name="placement">The placement of the broker.</param>
internal sealed class ShardHold(int shard, Fence fence, ActorLease lease, ActorPlacement placement)
{
    // Above all counts of actors.
    private const long Closed = 1L << 40;

    private readonly ConcurrentDictionary<KeyedRegistration, KeyedRegistration> _registrations = new(ReferenceEqualityComparer.Instance);
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isRevoked;

    // The actors that were made and have not stopped, and the flag that no more are made.
    private long _state;

    public int Shard => shard;

    public Fence Fence => fence;

    /// <summary>Whether actors may handle messages: the lease is valid, and no other broker has taken the shard over.</summary>
    public bool IsValid => !_isRevoked && lease.IsValid;

    /// <summary>The number of actors that were made under it, and have not stopped.</summary>
    public long ActorCount => Volatile.Read(ref _state) & (Closed - 1);

    /// <summary>Whether no more actors are made.</summary>
    public bool IsClosed => (Volatile.Read(ref _state) & Closed) != 0;

    /// <summary>Counts an actor that is about to be made; false if none may be made any more.</summary>
    public bool TryEnter()
    {
        long state = Volatile.Read(ref _state);
        while ((state & Closed) == 0 && IsValid)
        {
            long seen = Interlocked.CompareExchange(ref _state, state + 1, state);
            if (seen == state)
            {
                return true;
            }

            state = seen;
        }

        return false;
    }

    /// <summary>Counts an actor that has stopped, or was not made after all.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _state) == Closed)
        {
            _ = _empty.TrySetResult();
        }
    }

    /// <summary>Lets no more actors be made.</summary>
    /// <returns>A task that completes when the last actor has stopped.</returns>
    public Task CloseAsync()
    {
        if ((Interlocked.Or(ref _state, Closed) | Closed) == Closed)
        {
            _ = _empty.TrySetResult();
        }

        return _empty.Task;
    }

    /// <summary>Lets no more actors be made, and no message be handled that is not begun.</summary>
    public void Revoke()
    {
        _isRevoked = true;
        _ = CloseAsync();
    }

    /// <summary>Returns the registration of actors that are made under this ownership.</summary>
    public KeyedRegistration Wrap(KeyedRegistration registration) =>
        _registrations.GetOrAdd(registration, static (registration, hold) => new KeyedRegistration(registration, hold), this);

    /// <summary>Passes on a message that was not handled, as the ownership has ended: an ask goes to the next owner, a tell is a dead letter. A durable tell is read by the next owner.</summary>
    public void Refuse(in Envelope envelope, ActorCell cell)
    {
        if (envelope.Target is HandlingReport report)
        {
            _ = report.TryFail(new ActorMovedException($"The ownership of shard {shard} has ended before the message was handled.", cell.Address), envelope.Token);
        }
        else if (envelope.Target is { } target)
        {
            placement.AskAgain(cell.Address, envelope.Message, target, envelope.Token, fence);
        }
        else
        {
            cell.Owner.DeadLetters.Add(envelope.Message, cell.Address, DeadLetterReason.Stopped);
        }
    }
}
