namespace ZmqNative.Cluster.Tests;

/// <summary>Messages that cannot be sent to the owner of their shard: there is no connection to it, or no place to wait for it.</summary>
public sealed class UnsentMessageTests : ClusterTest
{
    private const string Address = "item/1";

    [Test]
    public async Task Messages_to_a_member_with_an_endpoint_that_is_refused_fail_each_in_its_way()
    {
        Broker broker = CreateBroker("one");
        using ClusterRouting routing = new(broker, new ClusterOptions(), TimeProvider.System);
        ClusterRef actor = new(routing, Address);
        routing.SetRemote(
            routing.ShardOf(Address), new ClusterMember("two-1", "two", ["nosuch://x"], TakesShards: true), new Fence(1, 1));
        Assert.That((actor.Load, actor.HasSpace, actor.NeedsThreadPool), Is.EqualTo((0, false, false)));
        using Frame frame = Frame.FromText("tried");
        Assert.That(() => actor.TryTell(frame), Throws.InstanceOf<ZmqException>());
        Assert.That(frame.IsAlive, "it is still its sender's");
        Assert.That(actor.DescribeConnections(), Does.Contain("No connection"));
        Assert.That(broker.DeadLetters.Count, Is.Zero);

        Task tell = actor.TellAsync(Frame.FromText("told"), Limit).AsTask();
        Assert.That(async () => await tell, Throws.InstanceOf<ZmqException>());
        Task<string> ask = actor.AskAsync<string>(Frame.FromText("asked"), cancellationToken: Limit).AsTask();
        Assert.That(async () => await ask, Throws.InstanceOf<ZmqException>());
        actor.Forward(Frame.FromText("passed on"), default);
        Assert.That(broker.DeadLetters.CountOf(DeadLetterReason.Unsendable), Is.EqualTo(3));
    }

    [Test]
    public async Task An_ask_for_which_there_is_no_place_to_wait_is_a_dead_letter_as_a_tell_is()
    {
        Broker broker = CreateBroker("one");
        using ClusterRouting routing = new(broker, new ClusterOptions { MaxWaitingPerShard = 1 }, TimeProvider.System);
        ClusterRef actor = new(routing, Address);
        Task<string> waiting = actor.AskAsync<string>("waits", cancellationToken: Limit).AsTask();
        Assert.That(async () => await actor.AskAsync<string>("a", cancellationToken: Limit), Throws.TypeOf<MailboxFullException>());
        Assert.That(async () => await actor.TellAsync("b", Limit), Throws.TypeOf<MailboxFullException>());
        Assert.That(broker.DeadLetters.CountOf(DeadLetterReason.MailboxFull), Is.EqualTo(2));
        await routing.EndAsync();
        Assert.That(async () => await waiting, Throws.TypeOf<ActorStoppedException>());
        Assert.That(async () => await actor.AskAsync<string>("c", cancellationToken: Limit), Throws.TypeOf<ActorStoppedException>());
        Assert.That(broker.DeadLetters.CountOf(DeadLetterReason.Stopped), Is.EqualTo(2));
    }
}
