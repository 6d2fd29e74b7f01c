namespace ZmqNative.Actors.Tests;

public sealed class TellAndAskTests : BrokerTest
{
    [Test]
    public async Task Messages_of_one_sender_are_handled_in_order_and_one_at_a_time()
    {
        Broker broker = CreateBroker();
        List<int> seen = [];
        TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int inside = 0;
        ActorRef actor = broker.Spawn("list", async (message, context) =>
        {
            Assert.That(Interlocked.Increment(ref inside), Is.EqualTo(1));
            if ((int)message % 100 == 0)
            {
                await Task.Yield();
            }

            seen.Add((int)message);
            _ = Interlocked.Decrement(ref inside);
            if (seen.Count == 10_000)
            {
                all.SetResult();
            }
        });
        for (int i = 0; i < 10_000; i++)
        {
            await actor.TellAsync(i, Limit);
        }

        await all.Task.WaitAsync(Limit);
        Assert.That(seen, Is.EqualTo(Enumerable.Range(0, 10_000)));
    }

    [Test]
    public async Task An_ask_gets_its_own_answer()
    {
        Broker broker = CreateBroker();
        ActorRef upper = broker.Spawn("upper", (string text) => text.ToUpperInvariant());
        Assert.That(await upper.AskAsync<string>("hello", cancellationToken: Limit), Is.EqualTo("HELLO"));
        Assert.That(await broker.Actor("upper").AskAsync<string>("again", cancellationToken: Limit), Is.EqualTo("AGAIN"));
    }

    [Test]
    public async Task The_message_may_name_the_type_of_its_answer()
    {
        Broker broker = CreateBroker();
        ActorRef square = broker.Spawn("square", (Square square) => square.Number * square.Number);
        int nine = await square.AskAsync(new Square(3), cancellationToken: Limit);
        Assert.That(nine, Is.EqualTo(9));
    }

    private sealed record Square(int Number) : IAsk<int>;
}
