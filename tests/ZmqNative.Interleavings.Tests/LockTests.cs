namespace ZmqNative.Interleavings;

public sealed class LockTests : InterleavingTest
{
    [TestCase(nameof(LockScenarios.Parking))]
    [TestCase(nameof(LockScenarios.Barging))]
    [TestCase(nameof(LockScenarios.Trying))]
    public void The_lock_lets_one_in_at_a_time_and_forgets_nobody(string scenario) => Explore(typeof(LockScenarios), scenario);
}
