namespace ZmqNative.Actors.Tests;

public sealed class ActorWaitTests : BrokerTest
{
    [Test]
    public void A_wait_that_is_over_before_it_begins_is_not_left_in_the_list()
    {
        Broker broker = CreateBroker();
        ActorCell waiting = (ActorCell)broker.Spawn("waiting", static (_, _) => default);
        ActorCell full = (ActorCell)broker.Spawn("full", static (_, _) => default);
        ActorWait wait = new(waiting, waiting.Context.Handling, full, forStop: false);

        // Space has come between the tie to the sender's wait and the wait's begin.
        wait.End();

        Assert.That(wait.Begin(), Is.Null);
        Assert.That(waiting.Parts!.Waits!.List(), Is.Empty);
    }
}
