namespace ZmqNative.Actors.TestKit;

/// <summary>One look at all actors of a broker. Two that are equal, one after the other, prove that the broker is idle.</summary>
/// <remarks>
/// <para>
/// An actor is at rest when no turn of it runs or is due and its mailbox has nothing that it can handle, or when its turn is parked on a handling that
/// waits for the test (<see cref="AwaitInspector"/>). A reading succeeds when each actor is at rest when it is looked at. That may be at different times: so
/// a second reading has to be the same, with no turn begun, no actor made or stopped, and each parked handling waiting for the same object in the same
/// use. Between the two there was then a moment in which no actor ran; and as all messages are sent by actors, or by the test, which waits, none runs
/// after it.
/// </para>
/// <para>What each number excludes: <c>lives</c> an actor that is being made, or has left its address and may still send; <c>turns</c> a turn between
/// the two looks at one actor; <c>leaves</c> a handling that went on without a turn, on another thread; <c>callbacks</c> code of actors that a
/// cancellation has queued and not yet called. A piped task is looked at as a
/// handling that is parked, until its result was sent to its actor.</para>
/// </remarks>
internal sealed class BrokerReading
{
    private readonly List<AwaitLeaf> _leaves = [];
    private long _lives;
    private uint _turns;

    /// <summary>Whether the reading failed at a handling that waits for something outside, or whose code runs on some thread: no event reports its end.</summary>
    public bool NeedsPolling { get; private set; }

    /// <summary>Looks at all actors; false if one is not at rest.</summary>
    public bool TryRead(Broker broker, ActivityObserver observer)
    {
        _leaves.Clear();
        _turns = 0;
        NeedsPolling = false;
        _lives = broker.Lives;
        int count = 0;
        if (observer.Callbacks != 0)
        {
            return false;
        }

        foreach (PipedTask pipe in observer.Pipes)
        {
            if (!IsWaiting(pipe.Awaiter))
            {
                return false;
            }
        }

        foreach (ActorCell cell in broker.Cells)
        {
            uint turns = cell.Turns;
            if (!cell.IsAtRest && !IsWaiting(cell, turns))
            {
                return false;
            }

            _turns += turns;
            count++;
        }

        // In the last steps of its end the broker itself is not counted any more.
        return broker.Lives == _lives && (count == Broker.CountOf(_lives) || (broker.End is not null && count == (int)_lives));
    }

    public bool IsSameAs(BrokerReading other) =>
        _lives == other._lives && _turns == other._turns && _leaves.SequenceEqual(other._leaves);

    private bool IsWaiting(ActorCell cell, uint turns)
    {
        if (cell.Parts?.Pending is not { IsParked: true } pending)
        {
            return false;
        }

        // The awaiter may be that of a later handling, or a mixture of two, if a turn has begun meanwhile.
        return IsWaiting(pending.Awaiter) && cell.Turns == turns;
    }

    private bool IsWaiting(object awaiter)
    {
        AwaitState state = new AwaitInspector(_leaves).Inspect(awaiter);
        NeedsPolling = state != AwaitState.Waits;
        return !NeedsPolling;
    }
}
