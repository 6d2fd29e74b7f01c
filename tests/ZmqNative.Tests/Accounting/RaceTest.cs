namespace ZmqNative.Tests;

/// <summary>A test in which several threads use copies of one handle at once.</summary>
public abstract class RaceTest : ZmqTest
{
    /// <summary>The number of times that a race is run.</summary>
    protected const int Rounds = 25_000;

    /// <summary>The size of a frame whose bytes are not inside its native message.</summary>
    protected const int Large = 1000;

    // The frames that were lost stay counted as alive, which the end of the test would take for a leak.
    protected static void LoseCount()
    {
        while (Accounting.LiveFrames > 0)
        {
            Accounting.FrameReturned();
        }
    }

    protected static int Drain(Socket pull, int size)
    {
        int count = 0;
        while (pull.TryReceive(out Frame frame))
        {
            Assert.That(frame.Length, Is.EqualTo(size));
            frame.Dispose();
            count++;
        }

        return count;
    }

    // A race may end in the exceptions that a disposed handle throws, and in no others.
    protected static bool Try(Func<bool> use)
    {
        try
        {
            return use();
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
        catch (ArgumentException)
        {
            // A frame was taken or a message emptied in between.
            return false;
        }
    }

    protected static void Storm(Action<int> run)
    {
        TestThread[] threads = [.. Enumerable.Range(1, 3).Select(i => new TestThread(() => run(i)))];
        foreach (TestThread thread in threads)
        {
            thread.Join();
            thread.Dispose();
        }
    }

    // Both threads get a copy of the same handle at about the same moment. The thread that makes the handle has it in its cache, so the
    // two actions change threads in each round.
    protected static void Race<T>(
        Func<T> create, Action<T> one, Action<T> other, Action? between = null, Action<T>? after = null, int rounds = Rounds)
    {
        T shared = default!;
        int round = 0, done = 0;
        using TestThread thread = new(() =>
        {
            for (int i = 1; i <= rounds; i++)
            {
                WaitFor(ref round, i);
                (i % 2 == 0 ? one : other)(shared);
                Volatile.Write(ref done, i);
            }
        });

        for (int i = 1; i <= rounds; i++)
        {
            T made = create();
            shared = made;
            Volatile.Write(ref round, i);

            // The other thread sees it later.
            Thread.SpinWait(i % 32);
            (i % 2 == 0 ? other : one)(made);
            WaitFor(ref done, i);
            after?.Invoke(made);
            if (i % 100 == 0)
            {
                between?.Invoke();
            }
        }

        thread.Join();
        between?.Invoke();
    }

    private static void WaitFor(ref int value, int target)
    {
        for (int spins = 0; Volatile.Read(ref value) < target; spins++)
        {
            if (spins > 10_000)
            {
                _ = Thread.Yield();
            }
        }
    }
}
