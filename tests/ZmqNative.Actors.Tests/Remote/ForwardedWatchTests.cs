using ZmqNative.Patterns.Tests.RequestReply;

namespace ZmqNative.Actors.Tests;

/// <summary>Watches of peers that a broker passes on to another one.</summary>
public sealed class ForwardedWatchTests : RemoteTest
{
    private const byte Overloaded = 3;

    [Test]
    public async Task Watches_that_are_passed_on_leave_most_calls_to_asks_and_free_their_places()
    {
        Broker broker = CreateBroker(Remotely() with { Connecting = On(new BrokerClientOptions { MaxInFlight = 8 }) });
        broker.Bind(Inproc());
        broker.Bind(Inproc());
        broker.SetPlacement(new FarPlacement(broker));
        BrokerListener listener = broker.Listeners[1];
        await using AsyncSocket other = Connected(SocketType.Dealer, broker.Endpoints[0]);
        await using AsyncSocket peer = Connected(SocketType.Dealer, broker.LastEndpoint);
        for (ulong id = 1; id <= 3; id++)
        {
            await peer.SendAsync([Frames.Correlation(id), "", $"far/{id}\n\nwatch"], Limit);
        }

        Assert.That(await StatusOfAsync(peer, 3), Is.EqualTo(Overloaded));
        Assert.That((listener.SubscriptionCount, broker.RemoteStatistics.DroppedOverQuota), Is.EqualTo((2, 1L)));

        // All endpoints share the calls.
        await other.SendAsync([Frames.Correlation(1), "", "far/1\n\nwatch"], Limit);
        Assert.That(await StatusOfAsync(other, 1), Is.EqualTo(Overloaded));

        // Those that are not passed on have the limits of the endpoint alone.
        await peer.SendAsync([Frames.Correlation(4), "", "near\n\nwatch"], Limit);
        Assert.That(await StatusOfAsync(peer, 4), Is.Not.EqualTo(Overloaded));
        await peer.SendAsync([Frames.Correlation(1), "", "\n\ncancel"], Limit);
        await Eventually(() => listener.SubscriptionCount == 1, "one is left");
        await peer.SendAsync([Frames.Correlation(5), "", "far/5\n\nwatch"], Limit);
        await Eventually(() => listener.SubscriptionCount == 2, "open");
        await peer.SendAsync([Frames.Correlation(6), "", "far/6\n\nwatch"], Limit);
        Assert.That(await StatusOfAsync(peer, 6), Is.EqualTo(Overloaded));
    }

    [TestCase(1, 0)]
    [TestCase(2, 1)]
    [TestCase(7, 1)]
    [TestCase(4096, 1024)]
    public void At_least_one_is_passed_on_but_never_with_all_calls(int calls, int most)
    {
        ForwardedWatches watches = new(calls);
        for (int i = 0; i < most; i++)
        {
            Assert.That(watches.TryEnter(), Is.True);
        }

        Assert.That((watches.Most, watches.TryEnter()), Is.EqualTo((most, false)));
        if (most > 0)
        {
            watches.Leave();
            Assert.That((watches.TryEnter(), watches.TryEnter()), Is.EqualTo((true, false)));
        }
    }

    // Probes come in between.
    private async Task<byte> StatusOfAsync(AsyncSocket dealer, ulong id)
    {
        while (true)
        {
            byte[] correlation = (await ReceiveBytes(dealer))[0];
            if (System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(correlation.AsSpan(4)) == id)
            {
                return correlation[3];
            }
        }
    }

    private sealed class FarPlacement(Broker broker) : ActorPlacement
    {
        public override long Lag => 0;

        public override ShardHold? TryEnter(string address) => null;

        public override ActorRef Find(string address) => new FarRef(broker, address);

        public override ActorRef? FindElsewhere(string address) => address.Contains('/', StringComparison.Ordinal) ? new FarRef(broker, address) : null;

        public override ShardHold? FindHold(string address, Fence fence) => null;

        public override void Forward(string address, object message, Fence fence) => throw new NotSupportedException();

        public override void AskAgain(string address, object message, ReplyTarget target, uint token, Fence fence) => throw new NotSupportedException();

        public override PlacementProblem? Describe(IDictionary<string, object> data) => null;

        public override Task EndAsync() => Task.CompletedTask;
    }

    private sealed class FarRef(Broker broker, string address) : ActorRef
    {
        public override string Address => address;

        internal override Broker Owner => broker;

        internal override PostResult TryPost(object message, ReplyTarget? target, uint token) => throw new NotSupportedException();

        internal override ValueTask PostAsync(object message, ReplyTarget? target, uint token, CancellationToken cancellationToken) => throw new NotSupportedException();

        internal override void PostAsk(object message, ReplyTarget target, uint token) => throw new NotSupportedException();

        internal override void Watch(ActorCell watcher)
        {
            // It does not stop.
        }

        internal override void Unwatch(ActorCell watcher)
        {
            // There is nothing to end.
        }
    }
}
