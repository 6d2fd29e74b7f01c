namespace ZmqNative.Actors.Tests;

/// <summary>Messages of peers whose delivery throws: they are answered, and hold no place.</summary>
public sealed class FailingDeliveryTests : RemoteTest
{
    [Test]
    public async Task An_ask_a_stream_and_a_tell_whose_delivery_throws_hold_no_place()
    {
        Broker broker = Listen();
        _ = broker.Spawn("echo", Echo);
        broker.SetPlacement(new UnreachablePlacement(broker));
        await using BrokerClient client = Connect(broker);
        ActorRef far = client.Actor("far/1");
        Assert.That(
            async () => await far.AskAsync<string>(Frame.FromText("ask"), cancellationToken: Limit), Throws.TypeOf<ActorFailedException>());
        Assert.That(
            async () =>
            {
                await foreach (string text in far.AskStreamAsync<string>("stream", cancellationToken: Limit))
                {
                    Assert.Fail(text);
                }
            },
            Throws.TypeOf<ActorFailedException>());
        BrokerListener listener = broker.Listeners[0];
        Assert.That((listener.PendingAskCount, listener.SubscriptionCount), Is.EqualTo((0, 0)));
        await far.TellAsync(Frame.FromText("tell"), Limit);
        await Eventually(() => broker.RemoteStatistics.Failed == 3, "the tell has failed, too");
        using Frame answer = await client.Actor("echo").AskAsync<Frame>(Frame.FromText("still there"), cancellationToken: Limit);
        Assert.That(answer.ToString(), Is.EqualTo("still there"));
    }

    private sealed class UnreachablePlacement(Broker broker) : ActorPlacement
    {
        public override long Lag => 0;

        public override ShardHold? TryEnter(string address) => null;

        public override ActorRef Find(string address) => new UnreachableRef(broker, address);

        public override ActorRef? FindElsewhere(string address) => new UnreachableRef(broker, address);

        public override ShardHold? FindHold(string address, Fence fence) => null;

        public override void Forward(string address, object message, Fence fence) => throw Failure();

        public override void AskAgain(string address, object message, ReplyTarget target, uint token, Fence fence) => throw Failure();

        public override PlacementProblem? Describe(IDictionary<string, object> data) => null;

        public override Task EndAsync() => Task.CompletedTask;
    }

    private sealed class UnreachableRef(Broker broker, string address) : ActorRef
    {
        public override string Address => address;

        internal override Broker Owner => broker;

        internal override PostResult TryPost(object message, ReplyTarget? target, uint token) => throw Failure();

        internal override ValueTask PostAsync(object message, ReplyTarget? target, uint token, CancellationToken cancellationToken) => throw Failure();

        internal override void PostAsk(object message, ReplyTarget target, uint token) => throw Failure();

        internal override void Watch(ActorCell watcher) => throw Failure();

        internal override void Unwatch(ActorCell watcher) => throw Failure();
    }

    private static InvalidOperationException Failure() => new("no connection can be made");
}
