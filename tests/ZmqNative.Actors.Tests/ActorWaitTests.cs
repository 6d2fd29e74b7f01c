namespace ZmqNative.Actors.Tests;

public sealed class ActorWaitTests : BrokerTest
{
    [Test]
    public void A_wait_that_ended_before_it_begins_is_not_kept_in_the_list()
    {
        Broker broker = CreateBroker();
        ActorCell waiting = (ActorCell)broker.Spawn("waiting", static (_, _) => default);
        ActorCell full = (ActorCell)broker.Spawn("full", static (_, _) => default);
        ActorWait wait = new(waiting, waiting.Context.Handling, full, forStop: false);

        // Space became free between the link to the sender's wait and the begin of the wait.
        wait.End();

        Assert.That(wait.Begin(), Is.Null);
        Assert.That(waiting.Parts!.Waits!.List(), Is.Empty);
    }
}
