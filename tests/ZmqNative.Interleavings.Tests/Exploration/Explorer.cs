namespace ZmqNative.Interleavings;

/// <summary>Runs a scenario in many schedules, until one fails.</summary>
internal static class Explorer
{
    private const int Seed = 20_260_101;

    /// <summary>Explores a scenario: depth first with few preemptions, and then at random.</summary>
    /// <param name="scenario">Prepares the threads; it must do the same each time.</param>
    /// <param name="schedules">The maximal number of schedules of each kind.</param>
    /// <param name="preemptions">The maximal number of preemptions in schedules of the first kind.</param>
    /// <returns>The explored schedules.</returns>
    /// <exception cref="InterleavingException">A schedule failed; the text has its trace.</exception>
    public static Explored Explore(Action<Schedule> scenario, int schedules, int preemptions = 2)
    {
        Explored systematic = RunAll(scenario, new BoundedPreemptions(preemptions), schedules, out bool complete);
        Explored random = RunAll(scenario, new RandomPriorities(Seed, schedules), schedules, out _);
        return new Explored(systematic.Schedules, random.Schedules, systematic.Steps + random.Steps, complete);
    }

    /// <summary>Explores a scenario of this assembly, named by <c>Class.Method</c>.</summary>
    public static void ExploreByName(string scenario, int schedules)
    {
        string[] parts = scenario.Split('.');
        Type type = typeof(Explorer).Assembly.GetType($"{typeof(Explorer).Namespace}.{parts[0]}")!;
        _ = Explore(type.GetMethod(parts[1])!.CreateDelegate<Action<Schedule>>(), schedules);
    }

    /// <summary>Repeats one schedule that failed.</summary>
    /// <exception cref="InterleavingException">It fails again.</exception>
    public static void Repeat(Action<Schedule> scenario, string trace) => _ = RunAll(scenario, new Replay(trace), 1, out _);

    private static Explored RunAll(Action<Schedule> scenario, IStrategy strategy, int most, out bool complete)
    {
        int count = 0;
        long steps = 0;
        bool more = true;
        while (more && count < most)
        {
            Schedule schedule = new(strategy);
            schedule.Run(scenario);
            count++;
            steps += schedule.Steps;
            if (schedule.Failure is { } failure)
            {
                string trace = Replay.Format(schedule.Trace);
                throw new InterleavingException(
                    $"Schedule {count} of {strategy.GetType().Name} failed: {failure.Message}\nExplorer.Repeat(scenario, \"{trace}\")\n{failure}", failure);
            }

            more = strategy.MoveNext();
        }

        complete = !more;
        return new Explored(count, 0, steps, complete);
    }
}
