namespace ZmqNative.Interleavings;

public sealed class RunQueueTests : InterleavingTest
{
    [TestCase(nameof(RunQueueScenarios.TakingOver))]
    [TestCase(nameof(RunQueueScenarios.AddingLate))]
    public void Each_item_runs_once_whichever_thread_drives(string scenario) => Explore(typeof(RunQueueScenarios), scenario);
}
