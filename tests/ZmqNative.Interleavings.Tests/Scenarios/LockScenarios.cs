namespace ZmqNative.Interleavings;

/// <summary>The lock: threads that spin, park and are woken, and exclusive use.</summary>
internal static class LockScenarios
{
    /// <summary>A holder leaves once others have parked; all threads enter, one at a time.</summary>
    public static void Parking(Schedule schedule)
    {
        Guarded guarded = new();
        schedule.Start(() => guarded.Hold(until: 2));
        schedule.Start(guarded.Enter);
        schedule.Start(guarded.Enter);
        schedule.AtEnd(() => guarded.CheckEntered(3));
    }

    /// <summary>The same while another thread enters and leaves repeatedly.</summary>
    public static void Barging(Schedule schedule)
    {
        Guarded guarded = new();
        schedule.Start(() => guarded.Hold(until: 1));
        schedule.Start(guarded.Enter);
        schedule.Start(() =>
        {
            guarded.Enter();
            guarded.Enter();
        });
        schedule.AtEnd(() => guarded.CheckEntered(4));
    }

    /// <summary>Exclusive use follows a short one; a thread in TryEnter does not wait for it.</summary>
    public static void Trying(Schedule schedule)
    {
        Guarded guarded = new();
        bool tried = false;
        schedule.Start(() => guarded.Hold(until: 1));
        schedule.Start(() => guarded.EnterExclusively(() => tried || guarded.Trying == 0));
        schedule.Start(() =>
        {
            guarded.Try();
            tried = true;
        });
        schedule.AtEnd(() => guarded.CheckEntered(2 + guarded.Tried));
    }

    private sealed class Guarded
    {
        private SpinThenParkLock _lock;
        private int _entered;
        private int _inside;

        public int Trying { get; private set; }

        public int Tried { get; private set; }

        public void Enter()
        {
            using (_lock.Enter())
            {
                Use();
            }
        }

        public void Hold(int until)
        {
            using (_lock.Enter())
            {
                Use();
                Schedule.BlockUntil(() => _lock.ParkedCount >= until || _entered + _lock.ParkedCount > until);
            }
        }

        public void EnterExclusively(Func<bool> until)
        {
            using (_lock.EnterExclusively())
            {
                Use();
                Schedule.BlockUntil(until);
            }
        }

        public void Try()
        {
            Trying = 1;
            if (_lock.TryEnter())
            {
                Use();
                Tried = 1;
                _lock.Exit();
            }

            Trying = 0;
        }

        public void CheckEntered(int times)
        {
            Check.That(_entered == times, $"{_entered} entered instead of {times}");
            Check.That(_lock.ParkedCount == 0, "a thread is parked");
        }

        private void Use()
        {
            _inside++;
            Schedule.Step();
            Check.That(_inside == 1, "two threads are inside");
            _inside--;
            _entered++;
        }
    }
}
