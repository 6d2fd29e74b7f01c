using ZmqNative.Tests.Faults;
using ZmqNative.Tests.Traffic;

namespace ZmqNative.Actors.Tests;

/// <summary>
/// Asks, tells, streams, watches and topics between two brokers, over connections with faults: each operation has one outcome, nothing is handled twice or out
/// of order, and what is lost is lost with a connection.
/// </summary>
[TestFixture(ContinuationThread.Reactor)]
[TestFixture(ContinuationThread.ThreadPool)]
public sealed class BrokerFaultTests(ContinuationThread continuations) : RemoteTest
{
    private const int Messages = 200;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan HeartbeatTimeout = TimeSpan.FromMilliseconds(400);

    [SetUp]
    public void SetContinuations() => AsyncSocketOptions.DefaultContinuations = continuations;

    [TearDown]
    public void ResetContinuations() => AsyncSocketOptions.DefaultContinuations = ContinuationThread.Reactor;

    [Test]
    public async Task Delays_and_split_messages_change_nothing_but_the_time([Values] bool splits)
    {
        await RunAsync(
            new RelayFaults { Delay = TimeSpan.FromMilliseconds(2), SplitsToBytes = splits },
            (_, traffic) => Eventually(() => traffic.HandledAsks > 5 * Messages, "asks"),
            breaks: false);
    }

    [Test]
    public async Task Connections_that_are_reset_in_the_middle_of_messages_are_made_again([Values] bool splits, [Values] bool curve)
    {
        await RunAsync(
            new RelayFaults { ResetAfter = 20_000, SplitsToBytes = splits },
            (relay, _) => Eventually(() => relay.Accepted > 12, "connections"),
            curve: curve);
    }

    [Test]
    public async Task Connections_that_are_closed_or_reset_are_made_again([Values] bool inOrder)
    {
        await RunAsync(RelayFaults.None, async (relay, traffic) =>
        {
            for (int i = 0; i < 20; i++)
            {
                int before = traffic.HandledAsks;
                await Eventually(() => traffic.HandledAsks > before + Messages, "asks");
                if (inOrder)
                {
                    relay.Close();
                }
                else
                {
                    relay.Reset();
                }
            }
        });
    }

    [Test]
    public async Task Silence_for_longer_than_all_time_outs_ends_connections_and_they_are_made_again()
    {
        if (!Zmq.Has("zmqnative"))
        {
            throw Requirement.CorrectedLibzmq.Missing("heartbeats end connections to slow peers");
        }

        await RunAsync(RelayFaults.None, async (relay, traffic) =>
        {
            for (int i = 0; i < 3; i++)
            {
                int before = traffic.HandledAsks, accepted = relay.Accepted;
                await Eventually(() => traffic.HandledAsks > before + Messages, "asks");
                relay.Pause();

                // The end that connects has given up the silent connection.
                await relay.WaitForAcceptedAsync(accepted + 1, Limit);
                relay.Resume();
            }
        });
    }

    [Test]
    public async Task Corrupted_bytes_change_no_message_with_Curve()
    {
        if (!Zmq.Has("zmqnative") || !Zmq.Has("curve"))
        {
            throw Requirement.CorrectedLibzmq.Missing("a corrupted message does not end its connection");
        }

        await RunAsync(
            new RelayFaults { CorruptAfter = 20_000 },
            (relay, _) => Eventually(() => relay.Corrupted > 12 && relay.Accepted > 12, "corrupted bytes"),
            curve: true);
    }

    [Test]
    public async Task Corrupted_bytes_end_nothing_but_connections_without_Curve()
    {
        Broker far = Listen(Beating(new BrokerListenerOptions()));
        _ = far.Spawn("echo", Echo);
        await using FaultyRelay relay = FaultyRelay.To(far.LastEndpoint, seed: 5);
        relay.Faults = new RelayFaults { CorruptAfter = 1_000 };
        await using BrokerClient client = Connect(relay.Endpoint, Beating(new BrokerClientOptions()));
        ActorRef echo = client.Actor("echo");
        for (int i = 0; relay.Corrupted < 30; i++)
        {
            try
            {
                (await echo.AskAsync<Frame>(Frame.FromText($"{i}"), TimeSpan.FromMilliseconds(100), Limit)).Dispose();
            }
            catch (ZmqNativeException)
            {
                // A byte that is changed is noticed or not: an answer that fails, another address, no answer at all. A connection may wait for
                // the bytes of a frame whose length was changed.
                relay.Reset();
            }
        }

        relay.Faults = RelayFaults.None;
        relay.Reset();
        _ = await AskUntilAnsweredAsync(echo, "last");
    }

    [Test]
    public async Task A_broker_that_starts_again_by_the_hundred_is_found_each_time()
    {
        int lost = 0, told = 0;
        Broker near = CreateBroker(Remotely());
        await using FaultyRelay relay = FaultyRelay.To("tcp://127.0.0.1:1");
        ActorRef echo = near.Actor($"{relay.Endpoint}/echo");
        ActorRef watcher = near.Spawn("watcher", (message, context) =>
        {
            Interlocked.Add(ref told, message is ActorStopped ? 1 : 0);
            context.Watch(echo);
            return default;
        });
        await watcher.TellAsync("watch", Limit);
        for (int i = 0; i < 100; i++)
        {
            await using Broker far = Listen();
            _ = far.Spawn("echo", Echo);
            relay.Target = far.LastEndpoint;
            lost += await AskUntilAnsweredAsync(echo, $"{i}");

            // One that is not sent yet waits for the next connection.
            await Eventually(() => far.ActorCount > 1, "the watch there");
            int before = Volatile.Read(ref told);
            relay.Reset();
            await Eventually(() => Volatile.Read(ref told) > before, "the watching actor is told");
        }

        Assert.That(lost, Is.LessThanOrEqualTo(relay.Accepted));
    }

    /// <summary>Asks again while connections that have ended are found.</summary>
    /// <returns>The number of asks that were lost with a connection.</returns>
    private async Task<int> AskUntilAnsweredAsync(ActorRef echo, string text)
    {
        for (int lost = 0; ; lost++)
        {
            try
            {
                using Frame answer = await echo.AskAsync<Frame>(Frame.FromText(text), Generous, Limit);
                Assert.That(answer.ToString(), Is.EqualTo(text));
                return lost;
            }
            catch (BrokerLostException)
            {
                // It was sent, or on its way, when the connection ended.
            }
        }
    }

    private T Beating<T>(T options)
        where T : PatternOptions
    {
        PatternOptions common = On(options);
        return (T)(common with { HeartbeatInterval = Interval, HeartbeatTimeout = HeartbeatTimeout });
    }

    private async Task RunAsync(RelayFaults faults, Func<FaultyRelay, BrokerTraffic, Task> injectAsync, bool breaks = true, bool curve = false)
    {
        Ledger ledger = new();
        CurveKeyPair? keys = curve ? CurveKeyPair.Generate() : null;
        BrokerListenerOptions listening = new() { Security = keys is null ? null : CurveServer.AllowAnyClient(keys) };
        BrokerClientOptions connecting = new() { Security = keys is null ? null : new CurveClient(keys.PublicKey) };
        BrokerOptions options = new() { Serializer = BrokerTraffic.Serializer, AskTimeout = Generous };
        Broker far = CreateBroker(options with { Listening = breaks ? Beating(listening) : On(listening) });
        far.Bind(AnyPort);
        await using FaultyRelay relay = FaultyRelay.To(far.LastEndpoint);
        relay.Faults = faults;
        Broker near = CreateBroker(options with { Connecting = breaks ? Beating(connecting) : On(connecting) });
        BrokerTraffic traffic = new(far, near, relay.Endpoint, ledger, seed: 1);
        using CancellationTokenSource ended = new();
        Task sending = traffic.RunAsync(ended.Token);
        await injectAsync(relay, traffic);
        relay.Faults = RelayFaults.None;
        if (breaks)
        {
            // The connections that there are still have their faults.
            relay.Reset();
        }

        await ended.CancelAsync();
        await sending;
        await traffic.DrainAsync();
        await near.DisposeAsync();
        await far.DisposeAsync();
        traffic.Account(breaks ? relay.Accepted : 0);
        Assert.That(ledger.Problems, Is.Empty);
    }
}
