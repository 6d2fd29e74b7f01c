using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace ZmqNative.Patterns;

/// <summary>Deadlines of many operations on one timer of a <see cref="TimeProvider"/>: adding and removing cost no allocation.</summary>
/// <remarks>
/// A hashed wheel of 10 ms slots: an operation ends up to one slot late. The timer runs while there are deadlines, and a tick longer.
/// Expired entries are called outside the lock, on the timer's thread. The time provider, which is user code, is called outside the lock,
/// too.
/// </remarks>
internal class DeadlineWheel : IDisposable
{
    private const int Slots = 1024;
    private static readonly TimeSpan SlotLength = TimeSpan.FromMilliseconds(10);

    private readonly TimeProvider _timeProvider;
    private readonly ITimer _timer;
    private readonly long _start;

    // Guards the slots and the timer's state against threads that add and remove and the timer's own.
    private SpinThenParkLock _gate;
    private readonly Deadline?[] _slots = new Deadline?[Slots];
    private long _currentSlot;
    private int _count;
    private bool _ticking;
    private bool _telling;
    private bool _disposed;

    // Serializes changes of the timer; taken outside the other lock. Recursive, as a time provider may call back.
    private readonly Lock _timerGate = new();
    private bool _timerTicks;

    public DeadlineWheel(TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _start = timeProvider.GetTimestamp();
        TimestampFrequency = timeProvider.TimestampFrequency;
        using (ExecutionContext.SuppressFlow())
        {
            _timer = timeProvider.CreateTimer(
                static state => ((DeadlineWheel)state!).Advance(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The number of deadlines on the wheel.</summary>
    public int Count
    {
        get
        {
            using (_gate.Enter())
            {
                return _count;
            }
        }
    }

    /// <summary>The clock of the deadlines.</summary>
    public TimeProvider TimeProvider => _timeProvider;

    /// <summary>The number of timestamps of the clock in a second. Read once, so that it can be used inside locks.</summary>
    public long TimestampFrequency { get; }

    /// <summary>
    /// Adds <paramref name="deadline"/> for <paramref name="due"/>, or moves it if it is on the wheel for a later time.
    /// </summary>
    /// <param name="timestamp">The current time, of the time provider.</param>
    /// <param name="deadline">A deadline that may be on the wheel already.</param>
    /// <param name="due">The latest time at which it is due, of the time provider.</param>
    public virtual void AddBy(long timestamp, Deadline deadline, long due)
    {
        long now = SlotAt(timestamp);
        TimeSpan timeout = _timeProvider.GetElapsedTime(timestamp, due);
        bool start;
        using (_gate.Enter())
        {
            // Another thread may have added it for this use, or this use may have ended and a later one be due earlier.
            if (_disposed || deadline.ToldBy <= due)
            {
                return;
            }

            _ = RemoveInsideLock(deadline);
            start = AddInsideLock(now, deadline, timeout);
            deadline.ToldBy = due;
        }

        if (start)
        {
            SetTimer();
        }
    }

    /// <summary>Starts or stops the timer, as was decided last.</summary>
    public void SetTimer()
    {
        lock (_timerGate)
        {
            bool tick;
            using (_gate.Enter())
            {
                tick = _ticking && !_disposed;
            }

            if (tick != _timerTicks)
            {
                _timerTicks = tick;
                TimeSpan period = tick ? SlotLength : Timeout.InfiniteTimeSpan;
                _timer.Change(period, period);
            }
        }
    }

    /// <summary>Removes a deadline. Returns false if it has expired or was never added.</summary>
    public virtual bool Remove(Deadline deadline)
    {
        using (_gate.Enter())
        {
            return RemoveInsideLock(deadline);
        }
    }

    public void Dispose()
    {
        using (_gate.Enter())
        {
            _disposed = true;
        }

        lock (_timerGate)
        {
            // From now on there is nothing to change.
            _timerTicks = false;
            _timer.Dispose();
        }
    }

    private long SlotAt(long timestamp) => _timeProvider.GetElapsedTime(_start, timestamp).Ticks / SlotLength.Ticks;

    private bool AddInsideLock(long now, Deadline deadline, TimeSpan timeout)
    {
        if (_count == 0)
        {
            // The wheel was empty, so no deadline was missed while the timer was stopped.
            _currentSlot = now;
        }

        // The timer may have ticked since the time was read: a slot that it has passed is visited again only in the next round.
        deadline.DueSlot = Math.Max(now + Math.Max(1, (long)Math.Ceiling(timeout / SlotLength)) + 1, _currentSlot);
        deadline.LinkInto(ref _slots[deadline.DueSlot % Slots]);
        _count++;
        bool start = !_ticking;
        _ticking = true;
        return start;
    }

    private bool RemoveInsideLock(Deadline deadline)
    {
        if (!deadline.IsLinked)
        {
            return false;
        }

        deadline.UnlinkFrom(ref _slots[deadline.DueSlot % Slots]);
        deadline.ToldBy = long.MaxValue;
        _count--;
        return true;
    }

    private void Advance()
    {
        Deadline? expired = null;
        bool stop = false;
        long now = SlotAt(_timeProvider.GetTimestamp());
        using (_gate.Enter())
        {
            // A tick that begins while the last one still calls entries must not touch the list of that tick.
            if (_telling)
            {
                return;
            }

            _telling = true;

            // After a long pause one round visits every slot.
            long first = Math.Max(_currentSlot, now - Slots + 1);
            for (long slot = first; slot <= now && _count > 0; slot++)
            {
                Deadline? deadline = _slots[slot % Slots];
                while (deadline is not null)
                {
                    Deadline? next = deadline.Next;
                    if (deadline.DueSlot <= now || !deadline.IsNeeded)
                    {
                        _ = RemoveInsideLock(deadline);
                        deadline.NextExpired = expired;
                        expired = deadline;
                    }

                    deadline = next;
                }
            }

            _currentSlot = Math.Max(_currentSlot, now);
            if (_count == 0)
            {
                // Only now: to stop and start it for each of many short waits would cost more than a tick.
                _ticking = false;
                stop = true;
            }
        }

        if (stop)
        {
            SetTimer();
        }

        Exception? failure = null;
        while (expired is not null)
        {
            Deadline deadline = expired;
            expired = deadline.NextExpired;
            deadline.NextExpired = null;
            Tell(deadline, ref failure);
        }

        using (_gate.Enter())
        {
            _telling = false;
        }

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    // An entry that throws, against its contract, must not prevent the calls of the others.
    [SuppressMessage("Design", "CA1031", Justification = "It is thrown again after all entries were called.")]
    private static void Tell(Deadline deadline, ref Exception? failure)
    {
        try
        {
            deadline.OnExpired();
        }
        catch (Exception exception)
        {
            failure ??= exception;
        }
    }

    /// <summary>An entry of the wheel; timed operations derive from it.</summary>
    internal abstract class Deadline
    {
        private Deadline? _previous;

        private long _toldBy = long.MaxValue;

        /// <summary>
        /// The latest time at which the wheel expires the entry; <see cref="long.MaxValue"/> if it does not. Written under the wheel's
        /// lock.
        /// </summary>
        public long ToldBy
        {
            get => Volatile.Read(ref _toldBy);
            set => Volatile.Write(ref _toldBy, value);
        }

        public long DueSlot { get; set; }

        public Deadline? Next { get; private set; }

        public Deadline? NextExpired { get; set; }

        public bool IsLinked { get; private set; }

        /// <summary>Whether the entry is still needed. If not, the wheel expires it when it reaches it, within a round.</summary>
        public virtual bool IsNeeded => true;

        /// <summary>
        /// Called when its time has come, or when it is not needed any more. Once per addition, unless it was removed before. Must not
        /// throw.
        /// </summary>
        public abstract void OnExpired();

        public void LinkInto(ref Deadline? head)
        {
            _previous = null;
            Next = head;
            if (head is not null)
            {
                head._previous = this;
            }

            head = this;
            IsLinked = true;
        }

        public void UnlinkFrom(ref Deadline? head)
        {
            if (_previous is null)
            {
                head = Next;
            }
            else
            {
                _previous.Next = Next;
            }

            if (Next is not null)
            {
                Next._previous = _previous;
            }

            _previous = null;
            Next = null;
            IsLinked = false;
        }
    }
}
