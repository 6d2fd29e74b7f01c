using System.Runtime.CompilerServices;

namespace ZmqNative.Tests;

/// <summary>Pooled cores under races, and the pool's bounds.</summary>
[NonParallelizable]
public sealed class FramePoolTests : ZmqTest
{
    [Test]
    public void Two_threads_that_dispose_copies_of_one_frame_return_its_core_once()
    {
        const int Rounds = 100_000;
        Frame shared = default;
        int round = 0, done = 0;
        using TestThread other = new(() =>
        {
            for (int i = 1; i <= Rounds; i++)
            {
                WaitFor(ref round, i);
                shared.Dispose();
                Volatile.Write(ref done, i);
            }
        });

        for (int i = 1; i <= Rounds; i++)
        {
            // Two frames from the pool are never the same core, or the core was returned twice in an earlier round.
            shared = Frame.Empty();
            Frame witness = Frame.Empty();
            Assert.That(ReferenceEquals(shared.Core, witness.Core), Is.False);
            Volatile.Write(ref round, i);
            shared.Dispose();
            WaitFor(ref done, i);
            witness.Dispose();
        }

        other.Join();
        Assert.That(Accounting.LiveFrames, Is.Zero);
    }

    [Test]
    public void A_frame_that_was_ended_returns_its_core_to_the_next_one_of_its_thread()
    {
        Frame first = Frame.Copy("first"u8);
        object core = first.Core;
        first.Dispose();
        Frame second = Frame.Copy("second"u8);
        object reused = second.Core;
        RunOnAnotherThread(second.Dispose);
        using Frame third = Frame.Copy("third"u8);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(reused, Is.SameAs(core));
            Assert.That(third.Core, Is.SameAs(core));
            Assert.That(third.ToString(), Is.EqualTo("third"));
        }
    }

    [TestCase(1)]
    [TestCase(7)]
    [TestCase(8)]
    [TestCase(100)]
    public void Cores_of_frames_in_use_are_never_given_out_again(int staying)
    {
        Frame[] alive = [.. Enumerable.Range(0, staying).Select(static i => Frame.FromText(i.ToString()))];
        for (int i = 0; i < 1000; i++)
        {
            Frame one = Frame.FromText("one");
            Frame other = Frame.FromText("other");
            Assert.That(alive.All(frame => frame.Core != one.Core && frame.Core != other.Core), Is.True);
            one.Dispose();
            other.Dispose();
        }

        bool correct = alive.Index().All(static pair => pair.Item.ToString() == pair.Index.ToString());
        Array.ForEach(alive, static frame => frame.Dispose());
        Assert.That(correct, Is.True);
    }

    [Test]
    public void The_cores_of_a_thread_that_ended_are_used_again()
    {
        // More live frames than the pool keeps empty it: a full pool would not take those of the thread.
        Frame[] held = [.. Enumerable.Range(0, 10_000).Select(static _ => Frame.Empty())];
        HashSet<object> cores = UseFramesOnAnotherThread(64);

        // The finalizer of the thread's cache returns them to the pool; the collector decides when it runs.
        bool found = SpinWait.SpinUntil(
            () =>
            {
#pragma warning disable RS0030 // A finalizer is the subject.
                GC.Collect();
#pragma warning restore RS0030
                GC.WaitForPendingFinalizers();
                Frame[] frames = [.. Enumerable.Range(0, 2_000).Select(static _ => Frame.Empty())];
                bool any = frames.Any(frame => cores.Contains(frame.Core));
                Array.ForEach(frames, static frame => frame.Dispose());
                return any;
            },
            Generous);
        Array.ForEach(held, static frame => frame.Dispose());

        Assert.That(found, Is.True);
    }

    [Test]
    public void More_frames_than_the_pool_keeps_can_be_alive_at_once()
    {
        Frame[] frames = [.. Enumerable.Range(0, 10_000).Select(static i => Frame.FromText(i.ToString()))];
        bool distinct = frames.Select(static frame => frame.Core).Distinct().Count() == frames.Length;
        bool correct = frames.Index().All(static pair => pair.Item.ToString() == pair.Index.ToString());
        Array.ForEach(frames, static frame => frame.Dispose());

        using (Assert.EnterMultipleScope())
        {
            Assert.That(distinct, Is.True);
            Assert.That(correct, Is.True);
        }
    }

    [Test]
    public void A_full_shared_cache_refuses_and_destroys_nothing_by_itself()
    {
        List<object> destroyed = [];
        SharedCache<object> shared = new(capacity: 40, destroyed.Add);
        ThreadCache<object> cache = new(shared);

        // 64 fit into the cache; when it is full, 32 go to the shared one, then 8, and then that one is full.
        int accepted = 0;
        while (cache.TryPush(new object()))
        {
            accepted++;
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(accepted, Is.EqualTo(64 + 40));
            Assert.That(destroyed, Is.Empty);
        }

        GC.KeepAlive(cache);
    }

    [Test]
    public void Cores_that_one_cache_spills_are_taken_once_by_another()
    {
        SharedCache<object> shared = new(capacity: 1000);
        ThreadCache<object> giver = new(shared);
        ThreadCache<object> taker = new(shared);
        HashSet<object> given = [.. Enumerable.Range(0, 200).Select(static _ => new object())];
        foreach (object item in given)
        {
            Assert.That(giver.TryPush(item), Is.True);
        }

        List<object> taken = [];
        while (taker.TryPop(out object? item))
        {
            taken.Add(item);
        }

        while (giver.TryPop(out object? item))
        {
            taken.Add(item);
        }

        Assert.That(taken, Is.EquivalentTo(given));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static HashSet<object> UseFramesOnAnotherThread(int count)
    {
        HashSet<object> cores = [];
        using TestThread thread = new(() =>
        {
            Frame[] frames = [.. Enumerable.Range(0, count).Select(static _ => Frame.Empty())];
            foreach (Frame frame in frames)
            {
                _ = cores.Add(frame.Core);
                frame.Dispose();
            }
        });
        thread.Join();
        return cores;
    }

    private static void RunOnAnotherThread(Action run)
    {
        using TestThread thread = new(run);
        thread.Join();
    }

    private static void WaitFor(ref int value, int target)
    {
        SpinWait spin = default;
        while (Volatile.Read(ref value) < target)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }
}
