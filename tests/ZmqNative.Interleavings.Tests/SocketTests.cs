namespace ZmqNative.Interleavings;

public sealed class SocketTests : InterleavingTest
{
    [TestCase(nameof(SocketScenarios.Receiving))]
    [TestCase(nameof(SocketScenarios.ReceivingInTurn))]
    [TestCase(nameof(SocketScenarios.BothWays))]
    [TestCase(nameof(SocketScenarios.LookingLater))]
    [TestCase(nameof(SocketScenarios.Reusing))]
    [TestCase(nameof(SocketScenarios.StoppedPolling))]
    public void No_wake_up_is_lost(string scenario) => Explore(typeof(SocketScenarios), scenario);

    [TestCase(nameof(SocketScenarios.CancellingReceive))]
    [TestCase(nameof(SocketScenarios.CancellingSend))]
    public void A_cancelled_operation_ends_once_and_loses_no_message(string scenario) => Explore(typeof(SocketScenarios), scenario);

    [TestCase(nameof(SocketScenarios.Configuring))]
    public void A_socket_in_exclusive_use_is_served_afterwards(string scenario) => Explore(typeof(SocketScenarios), scenario);

    [TestCase(nameof(SocketScenarios.Disposing))]
    [TestCase(nameof(SocketScenarios.ContextEnding))]
    [TestCase(nameof(SocketScenarios.ReactorFailing))]
    public void Every_kind_of_end_ends_all_operations(string scenario) => Explore(typeof(SocketScenarios), scenario);
}
