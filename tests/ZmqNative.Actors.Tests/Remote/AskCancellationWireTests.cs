using ZmqNative.Patterns.Tests.RequestReply;

namespace ZmqNative.Actors.Tests;

/// <summary>The wire format of cancelled asks, with plain sockets in the role of peers in other languages, and of brokers without it.</summary>
public sealed class AskCancellationWireTests : RemoteTest
{
    [Test]
    public async Task A_peer_cancels_its_ask_and_gets_no_answer_and_those_of_others_go_on()
    {
        Broker broker = Listen();
        Patient patient = new();
        Patient other = new();
        _ = broker.Spawn("patient", () => patient);
        _ = broker.Spawn("other", () => other);
        _ = broker.Spawn("echo", Echo);
        await using AsyncSocket dealer = Connected(SocketType.Dealer, broker.LastEndpoint);
        await using AsyncSocket second = Connected(SocketType.Dealer, broker.LastEndpoint);
        await dealer.SendAsync(ActorWireTests.Question(Frames.Correlation(7), "patient", "wait"), Limit);
        await second.SendAsync(ActorWireTests.Question(Frames.Correlation(7), "other\ntext", "wait"), Limit);
        await patient.BegunAsync(Limit);
        await other.BegunAsync(Limit);

        // Of no ask, of an ask of another peer, and of an ask that is pending.
        await dealer.SendAsync([Frames.Correlation(8), "", "\n\ncancel"], Limit);
        await second.SendAsync([Frames.Correlation(8), "", "\n\ncancel"], Limit);
        await dealer.SendAsync([Frames.Correlation(7), "", "\n\ncancel"], Limit);
        await patient.CancelledAsync(Limit);
        await dealer.SendAsync(ActorWireTests.Question(Frames.Correlation(9), "echo", "next"), Limit);
        Assert.That((await ReceiveTexts(dealer))[2], Is.EqualTo("next"), "no answer to the one that was cancelled");
        await second.SendAsync(ActorWireTests.Question(Frames.Correlation(9), "echo", "next"), Limit);
        Assert.That((await ReceiveTexts(second))[2], Is.EqualTo("next"));
        Assert.That(broker.Find("other")!.IsQuiet, Is.False, "still waits");
        await second.SendAsync([Frames.Correlation(7), "", "\n\ncancel"], Limit);
        await other.CancelledAsync(Limit);
        Assert.That((broker.Failures, broker.RemoteStatistics.Malformed), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task Many_asks_are_found_by_their_ids()
    {
        const int Count = 200;
        Broker broker = Listen();
        SortedSet<int> cancelled = [];
        int handled = 0;
        _ = broker.Spawn("later", (message, context) =>
        {
            int number = int.Parse((string)message, System.Globalization.CultureInfo.InvariantCulture);
            _ = context.ReplyLater().Cancellation.UnsafeRegister(
                _ =>
                {
                    lock (cancelled)
                    {
                        cancelled.Add(number);
                    }
                },
                null);
            _ = Interlocked.Increment(ref handled);
            return default;
        });
        await using AsyncSocket dealer = Connected(SocketType.Dealer, broker.LastEndpoint);
        for (uint i = 1; i <= Count; i++)
        {
            await dealer.SendAsync(ActorWireTests.Question(Frames.Correlation(i << 20), "later\ntext", $"{i}"), Limit);
        }

        await Eventually(() => Volatile.Read(ref handled) == Count, "all handled");
        for (uint i = 1; i <= Count; i += 2)
        {
            await dealer.SendAsync([Frames.Correlation(i << 20), "", "\n\ncancel"], Limit);
        }

        await Eventually(
            () =>
            {
                lock (cancelled)
                {
                    return cancelled.SetEquals(Enumerable.Range(0, Count / 2).Select(static i => (2 * i) + 1));
                }
            },
            "every second one");
    }

    [Test]
    public async Task A_client_cancels_only_what_it_has_sent_and_only_if_it_was_not_answered()
    {
        await using AsyncSocket router = Bound(SocketType.Router, AnyPort);
        await using BrokerClient client = Connect(router.LastEndpoint);
        ActorRef actor = client.Actor("order/42");
        using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(Limit);
        Task<Frame> ask = actor.AskAsync<Frame>(Frame.FromText("payload"), Generous, cancel.Token).AsTask();
        byte[] correlation;
        using (MultipartMessage question = await router.ReceiveAsync(Limit))
        {
            correlation = question[1].Span.ToArray();
        }

        await cancel.CancelAsync();
        Assert.That(async () => await ask, Throws.InstanceOf<OperationCanceledException>());
        using (MultipartMessage command = await router.ReceiveAsync(Limit))
        {
            Assert.That(command.Count, Is.EqualTo(4));
            Assert.That(command[1].Span[4..12].ToArray(), Is.EqualTo(correlation[4..12]), "the request id");
            Assert.That((command[2].Length, command[3].ToString()), Is.EqualTo((0, "\n\ncancel")));
        }

        // A token that is cancelled after the answer sends nothing: the next message is the next ask.
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(Limit);
        ask = actor.AskAsync<Frame>(Frame.FromText("payload"), Generous, late.Token).AsTask();
        MultipartMessage answered = await router.ReceiveAsync(Limit);
        answered.Take(3).Dispose();
        await router.SendAsync(answered.Move(), Limit);
        (await ask).Dispose();
        await late.CancelAsync();
        ask = actor.AskAsync<Frame>(Frame.FromText("last"), Generous, Limit).AsTask();
        MultipartMessage last = await router.ReceiveAsync(Limit);
        Assert.That(last[4].ToString(), Is.EqualTo("last"));
        last.Take(3).Dispose();
        await router.SendAsync(last.Move(), Limit);
        (await ask).Dispose();
    }

    [Test]
    public async Task The_end_of_a_connection_cancels_the_handlers_of_its_asks_and_no_probe_is_sent()
    {
        if (!Zmq.Has("draft"))
        {
            Assert.Ignore("libzmq cannot tell that a peer has disconnected.");
        }

        Broker broker = Listen(new BrokerListenerOptions { HeartbeatInterval = TimeSpan.FromMilliseconds(20) });
        Patient gone = new();
        Patient there = new();
        _ = broker.Spawn("gone", () => gone);
        _ = broker.Spawn("there", () => there);
        await using AsyncSocket staying = Connected(SocketType.Dealer, broker.LastEndpoint);
        await staying.SendAsync(ActorWireTests.Question(Frames.Correlation(1), "there", "wait"), Limit);
        await there.BegunAsync(Limit);
        for (uint i = 1; i <= 3; i++)
        {
            AsyncSocket dealer = Connected(SocketType.Dealer, broker.LastEndpoint);
            await using (dealer)
            {
                await dealer.SendAsync(ActorWireTests.Question(Frames.Correlation(i), "gone", "wait"), Limit);
                await gone.BegunAsync(Limit);
            }

            await gone.CancelledAsync(Limit);
        }

        Assert.That(broker.Find("there")!.IsQuiet, Is.False, "still waits");
        await staying.SendAsync([Frames.Correlation(1), "", "\n\ncancel"], Limit);
        await there.CancelledAsync(Limit);
        Assert.That(staying.TryReceive(out MultipartMessage message), Is.False, "neither a probe nor an answer");
        message.Dispose();
        Assert.That(broker.Failures, Is.Zero);
    }

    [Test]
    public async Task The_time_of_an_ask_of_a_plain_peer_cancels_the_handler_which_answers_with_the_deadline()
    {
        Broker broker = Listen();
        Patient patient = new();
        _ = broker.Spawn("patient", () => patient);
        await using AsyncSocket dealer = Connected(SocketType.Dealer, broker.LastEndpoint);
        await dealer.SendAsync(ActorWireTests.Question(Frames.Correlation(3, timeToLive: 100), "patient", "wait"), Limit);
        await patient.CancelledAsync(Limit);
        Assert.That((await ReceiveBytes(dealer))[0], Is.EqualTo(Frames.Correlation(3, timeToLive: 100, status: 4)));
        Assert.That(broker.Failures, Is.Zero);
    }
}
