namespace ZmqNative.Actors.Tests;

/// <summary>Asks and answers over the sender's own limits, which are refused at once, without other effects.</summary>
public sealed class RemoteLimitTests : RemoteTest
{
    private const int Frame = 1000;

    private static T Limited<T>(T options)
        where T : PatternOptions
    {
        PatternOptions common = options;
        return (T)(common with { MaxFrameSize = Frame, MaxMessageSize = 3000, MaxFrames = 8 });
    }

    [Test]
    public async Task Asks_and_answers_of_actors_that_are_too_large_fail()
    {
        await using Broker broker = new(new BrokerOptions { Listening = Limited(On(new BrokerListenerOptions())) });
        broker.Spawn("echo", static (message, context) =>
        {
            context.Reply(new string('x', int.Parse((string)message)));
            return ValueTask.CompletedTask;
        });
        broker.Bind(AnyPort);
        await using BrokerClient client = new(broker.LastEndpoint, Limited(On(new BrokerClientOptions())));
        ActorRef echo = client.Actor("echo");
        Assert.That(await echo.AskAsync<string>("10", Generous, Limit), Has.Length.EqualTo(10));
        await Refused(() => echo.AskAsync<string>(new string('0', Frame) + "1", Generous, Limit).AsTask(), "MaxFrameSize");
        ActorFailedException failure = (await Assert.ThrowsAsync<ActorFailedException>(
            async () => await echo.AskAsync<string>($"{Frame + 1}", Generous, Limit)))!;
        Assert.That(failure.FailureText, Does.Contain("the answer is too large"));
        Assert.That(await echo.AskAsync<string>("11", Generous, Limit), Has.Length.EqualTo(11));
    }
    private static async Task Refused(Func<Task> send, string limit) => Assert.That(
        (await Assert.ThrowsAsync<MessageTooLargeException>(async () => await send()))!.Message, Does.Contain(limit));
}
