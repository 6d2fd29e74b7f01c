namespace ZmqNative.Interleavings;

public sealed class RequestTests : InterleavingTest
{
    [TestCase(nameof(RequestScenarios.ReplyOrDeadline))]
    [TestCase(nameof(RequestScenarios.ReplyOrCancellation))]
    [TestCase(nameof(RequestScenarios.DeadlinesTogether))]
    [TestCase(nameof(RequestScenarios.TwoTicks))]
    [TestCase(nameof(RequestScenarios.Ending))]
    public void Every_request_ends_once_and_with_its_own_answer(string scenario) => Explore(typeof(RequestScenarios), scenario);

    [TestCase(nameof(AskScenarios.AnsweredThenForgotten))]
    [TestCase(nameof(AskScenarios.ExpiredBetween))]
    [TestCase(nameof(AskScenarios.AllAtOnce))]
    [TestCase(nameof(AskScenarios.TokenOfEndedAsk))]
    public void Every_ask_ends_once_and_in_time(string scenario) => Explore(typeof(AskScenarios), scenario);

    [TestCase(nameof(OutageScenarios.TwoAtOnce))]
    public void The_newest_outage_is_handled(string scenario) => Explore(typeof(OutageScenarios), scenario);
}
