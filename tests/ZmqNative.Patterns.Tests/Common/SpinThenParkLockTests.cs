namespace ZmqNative.Patterns.Tests;

public sealed class SpinThenParkLockTests
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);

    private SpinThenParkLock _lock;

    // Guarded only by the lock: of two simultaneous increments one would be lost.
    private long _counter;

    [SetUp]
    public void CountFromZero() => _counter = 0;

    [TearDown]
    public void AssertLockIsFree()
    {
        using (_lock.Enter())
        {
            Assert.That(_lock.ParkedCount, Is.Zero);
        }
    }

    [Test]
    public void Many_more_threads_than_processors_count_without_losing_any([Values(64)] int threads)
    {
        const int Rounds = 20_000;
        using Barrier start = new(threads);
        Thread[] counting = Start(threads, _ =>
        {
            start.SignalAndWait();
            for (int i = 0; i < Rounds; i++)
            {
                using (_lock.Enter())
                {
                    _counter++;
                }
            }
        });

        Join(counting);
        Assert.That(_counter, Is.EqualTo((long)threads * Rounds));
    }

    [Test]
    public void Threads_park_while_the_holder_yields_and_all_enter_in_the_end()
    {
        const int Rounds = 300;
        const int Threads = 16;
        bool anyParked = false;
        Thread[] counting = Start(Threads, number =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                using (_lock.Enter())
                {
                    _counter++;

                    // Long enough for the others to stop spinning, unless they have finished.
                    for (int yields = 0; yields < 50; yields++)
                    {
                        _ = Thread.Yield();
                    }

                    anyParked |= _lock.ParkedCount > 0;
                }
            }
        });

        Join(counting);
        Assert.That(_counter, Is.EqualTo(Threads * Rounds));
        Assert.That(anyParked, Is.True);
    }

    [Test]
    public void Threads_park_behind_a_holder_that_is_blocked_and_all_enter_when_it_leaves()
    {
        const int Threads = 8;
        using ManualResetEventSlim leave = new();
        Thread holder = Hold(exclusively: false, leave);
        Thread[] waiting = Start(Threads, _ =>
        {
            using (_lock.Enter())
            {
                _counter++;
            }
        });

        WaitForParked(Threads);
        Assert.That(Volatile.Read(ref _counter), Is.Zero);
        leave.Set();
        Join([holder, .. waiting]);
        Assert.That(_counter, Is.EqualTo(Threads));
    }

    [Test]
    public void Exclusive_use_makes_others_park_and_TryEnter_does_not_wait_for_it()
    {
        const int Threads = 4;
        using ManualResetEventSlim leave = new();
        Thread holder = Hold(exclusively: true, leave);
        Assert.That(_lock.TryEnter(), Is.False);
        Thread[] waiting = Start(Threads, number =>
        {
            using (number % 2 == 0 ? _lock.Enter() : _lock.EnterExclusively())
            {
                _counter++;
            }
        });

        WaitForParked(Threads);
        Assert.That(_lock.TryEnter(), Is.False);
        leave.Set();
        Join([holder, .. waiting]);
        Assert.That(_counter, Is.EqualTo(Threads));
        Assert.That(_lock.TryEnter(), Is.True);
        _lock.Exit();
    }

    [Test]
    public void TryEnter_parked_behind_a_short_use_does_not_wait_for_an_exclusive_one_that_follows()
    {
        using ManualResetEventSlim leaveShort = new();
        using ManualResetEventSlim leaveLong = new();
        Thread first = Hold(exclusively: false, leaveShort);
        Thread next = Start(1, _ =>
        {
            using (_lock.EnterExclusively())
            {
                leaveLong.Wait();
            }
        })[0];
        WaitForParked(1);
        bool? entered = null;
        Thread trying = Start(1, _ =>
        {
            entered = _lock.TryEnter();
            if (entered.Value)
            {
                _lock.Exit();
            }
        })[0];
        WaitForParked(2);

        // In either order of the two, TryEnter does not wait for the exclusive use.
        leaveShort.Set();
        Join([trying]);
        Assert.That(entered, Is.Not.Null);
        leaveLong.Set();
        Join([first, next]);
    }

    [Test]
    public void Uses_of_all_kinds_exclude_each_other()
    {
        const int Rounds = 3000;
        const int Threads = 12;
        long expected = 0;
        Thread[] counting = Start(Threads, number =>
        {
            long mine = 0;
            for (int i = 0; i < Rounds; i++)
            {
                if (number % 3 == 0)
                {
                    using (_lock.EnterExclusively())
                    {
                        _counter++;
                        mine++;
                        _ = i % 8 == 0 && Thread.Yield();
                    }
                }
                else if (number % 3 == 1)
                {
                    using (_lock.Enter())
                    {
                        _counter++;
                        mine++;
                    }
                }
                else if (_lock.TryEnter())
                {
                    _counter++;
                    mine++;
                    _lock.Exit();
                }
            }

            Interlocked.Add(ref expected, mine);
        });

        Join(counting);
        Assert.That(_counter, Is.EqualTo(expected));
    }

    [Test]
    public void An_interrupt_of_a_parked_thread_is_thrown_after_its_section_and_loses_no_wake_up()
    {
        using ManualResetEventSlim leave = new();
        Thread holder = Hold(exclusively: false, leave);
        bool interrupted = false;
        Thread[] waiting = Start(3, _ =>
        {
            using (_lock.Enter())
            {
                _counter++;
            }

            try
            {
                Thread.CurrentThread.Join(0);
            }
            catch (ThreadInterruptedException)
            {
                interrupted = true;
            }
        });
        WaitForParked(3);
        waiting[0].Interrupt();
        leave.Set();
        Join([holder, .. waiting]);
        Assert.That(_counter, Is.EqualTo(3));
        Assert.That(interrupted, Is.True);
    }

    [Test]
    public void Entering_twice_throws([Values] bool exclusively)
    {
        using (exclusively ? _lock.EnterExclusively() : _lock.Enter())
        {
            string part = exclusively ? "Configure action" : "callback";
            Assert.That(() => _lock.Enter().Dispose(), Throws.InstanceOf<LockRecursionException>().With.Message.Contains(part));
            Assert.That(() => _lock.EnterExclusively().Dispose(), Throws.InstanceOf<LockRecursionException>().With.Message.Contains(part));
            Assert.That(() => _lock.TryEnter(), Throws.InstanceOf<LockRecursionException>().With.Message.Contains(part));
        }
    }

    private static Thread[] Start(int count, Action<int> run)
    {
        Thread[] threads = [.. Enumerable.Range(0, count).Select(number => new Thread(() => run(number)) { IsBackground = true })];
        Array.ForEach(threads, thread => thread.Start());
        return threads;
    }

    private static void Join(Thread[] threads) =>
        Assert.That(threads.Count(thread => !thread.Join(Generous)), Is.Zero, "threads that never entered");

    private Thread Hold(bool exclusively, ManualResetEventSlim leave)
    {
        using ManualResetEventSlim inside = new();
        Thread holder = Start(1, _ =>
        {
            using (exclusively ? _lock.EnterExclusively() : _lock.Enter())
            {
                inside.Set();
                leave.Wait();
            }
        })[0];
        Assert.That(inside.Wait(Generous), Is.True);
        return holder;
    }

    private void WaitForParked(int count) =>
        Assert.That(SpinWait.SpinUntil(() => _lock.ParkedCount == count, Generous), Is.True, "threads that did not park");
}
