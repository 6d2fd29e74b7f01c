namespace ZmqNative.Interleavings;

public sealed class LockTests : InterleavingTest
{
    [TestCase(nameof(LockScenarios.Parking))]
    [TestCase(nameof(LockScenarios.Barging))]
    [TestCase(nameof(LockScenarios.Trying))]
    public void The_lock_admits_one_thread_at_a_time_and_wakes_all(string scenario) => Explore(typeof(LockScenarios), scenario);
}
