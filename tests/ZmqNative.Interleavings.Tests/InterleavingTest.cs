using System.Reflection;

namespace ZmqNative.Interleavings;

/// <summary>A test that explores a scenario; with <c>ZMQNATIVE_LONG=1</c> in 20 times as many schedules, and with more preemptions.</summary>
[TestFixture]
public abstract class InterleavingTest
{
    private const int Schedules = 250;
    private const int LongFactor = 20;

    protected static readonly bool IsLong = System.Environment.GetEnvironmentVariable("ZMQNATIVE_LONG") == "1";

    internal static Action<Schedule> Find(Type scenarios, string name) =>
        scenarios.GetMethod(name, BindingFlags.Public | BindingFlags.Static)!.CreateDelegate<Action<Schedule>>();

    protected static void Explore(Type scenarios, string name)
    {
        Explored explored = Explorer.Explore(Find(scenarios, name), Schedules * (IsLong ? LongFactor : 1), IsLong ? 3 : 2);
        TestContext.Out.WriteLine(
            $"{scenarios.Name}.{name}: {explored.Schedules} schedules{(explored.IsComplete ? ", all" : string.Empty)}, " +
            $"{explored.Random} random ones, {explored.Steps / (explored.Schedules + explored.Random)} steps each");
    }
}
