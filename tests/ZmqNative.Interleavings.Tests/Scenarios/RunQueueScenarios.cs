namespace ZmqNative.Interleavings;

/// <summary>The items of a reactor's thread, and the thread that takes over when one lasts too long.</summary>
internal static class RunQueueScenarios
{
    /// <summary>The driving thread runs items that add others, and is taken over, or not, at any of them: each runs once.</summary>
    public static void TakingOver(Schedule schedule)
    {
        World world = new(schedule);
        schedule.Start(() =>
        {
            world.Add(world.First, 3, adds: true);
            world.Drive(world.First);
        });
        schedule.Start(world.StandBy);
        schedule.AtEnd(() => world.CheckRan(6));
    }

    /// <summary>A late thread adds an item after another has taken over and found nothing more to run: it goes to the pool.</summary>
    public static void AddingLate(Schedule schedule)
    {
        World world = new(schedule);
        schedule.Start(() =>
        {
            world.Add(world.First, 1, adds: false);
            _ = world.Queue.TryBegin(world.First, out _, out _);
            world.Ran++;

            // Inside the item, until another thread has taken over.
            Schedule.BlockUntil(() => world.Queue.TakeOvers > 0);
            world.Add(world.First, 1, adds: false);
            Check.That(!world.Queue.TryLookLater(world.First, null!), "a late thread leaves a socket to the other");
            Check.That(world.Queue.TryBegin(world.First, out _, out _) == RunStep.Replaced, "a late thread drives on");
        });
        schedule.Start(world.StandBy);
        schedule.AtEnd(() => world.CheckRan(2));
    }

    private sealed class World
    {
        private readonly Schedule _schedule;
        private bool _driven;

        public World(Schedule schedule)
        {
            _schedule = schedule;
            Queue.Begin(First);
        }

        public RunQueue Queue { get; } = new();

        public ReactorThread First { get; } = new();

        public ReactorThread Second { get; } = new();

        public int Ran { get; set; }

        public void Add(ReactorThread thread, int items, bool adds)
        {
            for (int i = 0; i < items; i++)
            {
                Item item = new(this, thread, adds);
                if (!Queue.TryAdd(thread, item, null, out _))
                {
                    _schedule.Start(item.Execute);
                }
            }
        }

        public void Drive(ReactorThread thread)
        {
            while (true)
            {
                switch (Queue.TryBegin(thread, out RunQueue.Entry entry, out _))
                {
                    case RunStep.Item:
                        entry.Item.Execute();
                        break;
                    case RunStep.NoItem:
                        _driven = true;
                        return;
                    default:
                        return;
                }
            }
        }

        public void StandBy()
        {
            while (!_driven)
            {
                switch (Queue.Look(Second, out RunQueue.Entry[] left, out _))
                {
                    case StandByStep.Drive:
                        foreach (RunQueue.Entry entry in left)
                        {
                            _schedule.Start(entry.Item.Execute);
                        }

                        Drive(Second);
                        return;
                    default:
                        Schedule.Yield();
                        break;
                }
            }
        }

        public void CheckRan(int times)
        {
            Check.That(Ran == times, $"{Ran} items ran instead of {times}");
            Check.That(!Queue.HasWork, "items are left");
        }
    }

    private sealed class Item(World world, ReactorThread adder, bool adds) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            world.Ran++;
            Schedule.Step();
            Schedule.Step();
            if (adds)
            {
                world.Add(adder, 1, adds: false);
            }
        }
    }
}
