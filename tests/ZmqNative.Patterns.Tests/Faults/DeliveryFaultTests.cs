using ZmqNative.Patterns.Tests.PushPull;
using ZmqNative.Tests.Faults;

namespace ZmqNative.Patterns.Tests.Faults;

/// <summary>
/// Acknowledged delivery over connections with faults: each push completes, each message is handled at least once, and again only with a mark.
/// </summary>
[TestFixture(ContinuationThread.Reactor)]
[TestFixture(ContinuationThread.ThreadPool)]
public sealed class DeliveryFaultTests(ContinuationThread continuations) : AcknowledgedDeliveryTest
{
    private const int Window = 500;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan HeartbeatTimeout = TimeSpan.FromMilliseconds(400);

    [SetUp]
    public void SetContinuations() => AsyncSocketOptions.DefaultContinuations = continuations;

    [TearDown]
    public void ResetContinuations() => AsyncSocketOptions.DefaultContinuations = ContinuationThread.Reactor;

    [Test]
    public async Task Nothing_is_lost_while_connections_are_reset([Values] bool pusherBinds, [Values] bool splits)
    {
        // A connection carries a few dozen messages; with fewer, on a busy machine, hardly an acknowledgement arrives before the reset.
        RelayFaults faults = new() { ResetAfter = splits ? 4_000 : 20_000, SplitsToBytes = splits };
        await RunAsync(pusherBinds, faults, count: splits ? 300 : 5_000, (relay, pusher, _) =>
        {
            Assert.That(relay.Accepted, Is.GreaterThan(3));
            Assert.That(pusher.Statistics.Redelivered, Is.Positive);
            return Task.CompletedTask;
        });
    }

    [Test]
    public async Task Nothing_is_lost_while_connections_are_closed_in_the_middle([Values] bool pusherBinds, [Values] bool inOrder)
    {
        int ends = 0;
        await RunAsync(pusherBinds, RelayFaults.None, count: 3_000, static (_, _, _) => Task.CompletedTask, (relay, handled) =>
        {
            if (handled.Count % 100 == 0 && ends < 20)
            {
                ends++;
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
    public async Task Delays_change_nothing_but_the_time()
    {
        // Without short heartbeats: a thread that gets no processor for their time would end the connection.
        await RunAsync(
            pusherBinds: true,
            new RelayFaults { Delay = TimeSpan.FromMilliseconds(3) },
            count: 1_000,
            static (_, pusher, puller) =>
            {
                Assert.That((pusher.Statistics.Redelivered, puller.Statistics.Received), Is.EqualTo((0L, 1000L)));
                return Task.CompletedTask;
            },
            beats: false);
    }

    [Test]
    public async Task Nothing_is_lost_when_the_network_is_silent_for_longer_than_all_time_outs([Values] bool pusherBinds)
    {
        if (!Zmq.Has("zmqnative"))
        {
            throw Requirement.CorrectedLibzmq.Missing("heartbeats end connections to slow peers");
        }

        bool isPaused = false;
        TaskCompletionSource paused = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await RunAsync(
            pusherBinds,
            RelayFaults.None,
            count: 2_000,
            static (_, pusher, _) =>
            {
                Assert.That(pusher.Statistics.Redelivered, Is.Positive);
                return Task.CompletedTask;
            },
            (relay, handled) =>
            {
                if (handled.Count == 700 && !isPaused)
                {
                    isPaused = true;
                    relay.Pause();
                    _ = paused.TrySetResult();
                }
            },
            async (relay, pusher) =>
            {
                await paused.Task.WaitAsync(Limit);
                await Eventually(() => pusher.ConnectedPeers == 0, "the heartbeats that are missed");
                relay.Resume();
            });
    }

    [Test]
    public async Task Corrupted_bytes_end_nothing_but_connections()
    {
        await using Pusher pusher = new(AnyPort, Beating(Pushing) with { AcknowledgementTimeout = TimeSpan.FromMilliseconds(200) });
        await using FaultyRelay relay = FaultyRelay.To(pusher.LastEndpoint, seed: 6);
        relay.Faults = new RelayFaults { CorruptAfter = 2_000 };
        await using Puller puller = new(relay.Endpoint, static _ => { }, Beating(Pulling));
        Task pushes = PushAllAsync(pusher, 2_000);

        // Without CURVE a byte that is changed inside a body is not noticed: only that all goes on.
        await CorruptAsync(relay, pushes);
        await pushes;

        Assert.That(relay.Corrupted, Is.Positive);
        Assert.That(pusher.Statistics.Acknowledged, Is.EqualTo(2_000));
    }

    [Test]
    public async Task Nothing_is_lost_or_changed_while_bytes_are_corrupted_with_Curve([Values] bool pusherBinds)
    {
        if (!Zmq.Has("zmqnative") || !Zmq.Has("curve"))
        {
            throw Requirement.CorrectedLibzmq.Missing("a corrupted message does not end its connection");
        }

        // During the whole test, in both directions.
        await RunAsync(
            pusherBinds,
            new RelayFaults { CorruptAfter = 20_000 },
            count: 3_000,
            static (relay, _, _) =>
            {
                Assert.That(Math.Min(relay.Corrupted, relay.Accepted), Is.GreaterThan(1));
                return Task.CompletedTask;
            },
            curve: true);
    }

    [Test]
    public async Task Nothing_is_lost_while_the_puller_starts_again_by_the_dozen([Values] bool pusherBinds)
    {
        Handled handled = new();
        await using FaultyRelay relay = FaultyRelay.To("tcp://127.0.0.1:1");
        await using Pusher pusher = new(pusherBinds ? AnyPort : $">{relay.Endpoint}", Pushing);
        Task pushes = PushAllAsync(pusher, 3_000);
        long failed = 0;
        for (int i = 0; i < 24; i++)
        {
            int before = handled.Count;
            await using Puller puller = new(pusherBinds ? pusher.LastEndpoint : $"@{AnyPort}", handled.Add, Pulling);
            relay.Target = puller.LastEndpoint;
            await Eventually(() => handled.Count > before + 50 || pushes.IsCompleted, "some messages");
            await puller.DisposeAsync();
            failed += puller.Statistics.Failed + puller.Statistics.Unhandled;
        }

        await using Puller last = new(pusherBinds ? pusher.LastEndpoint : $"@{AnyPort}", handled.Add, Pulling);
        relay.Target = last.LastEndpoint;
        await OutcomeAsync(pushes, pusher, relay, handled);

        AssertComplete(handled, pusher, 3_000);
        Assert.That(failed, Is.Zero);
    }

    // A length of a frame that is changed may make the reader wait for bytes that do not come, and libzmq takes heartbeats for those bytes: only
    // the end of the connection ends that.
    private async Task CorruptAsync(FaultyRelay relay, Task pushes)
    {
        await Eventually(() => relay.Corrupted > 0 || pushes.IsCompleted, "a byte that is changed");
        relay.Faults = RelayFaults.None;
        relay.Reset();
    }

    private static T Beating<T>(T options)
        where T : PatternOptions
    {
        PatternOptions common = options;
        return (T)(common with { HeartbeatInterval = Interval, HeartbeatTimeout = HeartbeatTimeout });
    }

    private async Task RunAsync(
        bool pusherBinds,
        RelayFaults faults,
        int count,
        Func<FaultyRelay, Pusher, Puller, Task> check,
        Action<FaultyRelay, Handled>? whenHandled = null,
        Func<FaultyRelay, Pusher, Task>? meanwhile = null,
        bool curve = false,
        bool beats = true)
    {
        CurveKeyPair? keys = curve ? CurveKeyPair.Generate() : null;
        SecurityOptions? binding = keys is null ? null : CurveServer.AllowAnyClient(keys);
        SecurityOptions? connecting = keys is null ? null : new CurveClient(keys.PublicKey);
        PusherOptions pushing = (beats ? Beating(Pushing) : Pushing) with { Security = pusherBinds ? binding : connecting };
        PullerOptions pulling = (beats ? Beating(Pulling) : Pulling) with { Security = pusherBinds ? connecting : binding };
        Handled handled = new();
        FaultyRelay? relay = null;
        void Handle(ReceivedMessage message)
        {
            handled.Add(message);
            whenHandled?.Invoke(relay!, handled);
        }

        await using Pattern bound = pusherBinds ? new Pusher($"@{AnyPort}", pushing) : new Puller($"@{AnyPort}", Handle, pulling);
        await using FaultyRelay between = relay = FaultyRelay.To(bound.LastEndpoint);
        relay.Faults = faults;
        await using Pattern connected = pusherBinds ? new Puller($">{relay.Endpoint}", Handle, pulling) : new Pusher($">{relay.Endpoint}", pushing);
        Pusher pusher = (Pusher)(pusherBinds ? bound : connected);

        Task pushes = PushAllAsync(pusher, count);
        if (meanwhile is not null)
        {
            await meanwhile(relay, pusher);
        }

        await OutcomeAsync(pushes, pusher, relay, handled);

        AssertComplete(handled, pusher, count);
        await check(relay, pusher, (Puller)(pusherBinds ? connected : bound));
    }

    private async Task PushAllAsync(Pusher pusher, int count)
    {
        Queue<Task> pushes = [];
        for (int i = 0; i < count; i++)
        {
            pushes.Enqueue(pusher.PushAsync($"{i}", Limit).AsTask());
            if (pushes.Count == Window)
            {
                await pushes.Dequeue();
            }
        }

        await Task.WhenAll(pushes);
    }

    /// <summary>Waits for the pushes, and says how far they came when the time is over.</summary>
    private static async Task OutcomeAsync(Task pushes, Pusher pusher, FaultyRelay relay, Handled handled)
    {
        try
        {
            await pushes;
        }
        catch (OperationCanceledException)
        {
            Assert.Fail(
                $"{pusher.Unacknowledged} messages have no outcome after {relay.Accepted} connections, {pusher.ConnectedPeers} now; "
                + $"{handled.Count} handled; {pusher.Statistics}");
        }
    }

    private static void AssertComplete(Handled handled, Pusher pusher, int count)
    {
        Assert.That(handled.Texts.Select(int.Parse).Order(), Is.EqualTo(Enumerable.Range(0, count)));
        Assert.That(handled.Unmarked, Is.Empty);
        Assert.That(
            (pusher.Statistics.Acknowledged, pusher.Statistics.Undeliverable, pusher.Statistics.Lost, pusher.Unacknowledged),
            Is.EqualTo(((long)count, 0L, 0L, 0)));
        Assert.That(handled.Count - count, Is.LessThanOrEqualTo(pusher.Statistics.Redelivered));
    }
}
