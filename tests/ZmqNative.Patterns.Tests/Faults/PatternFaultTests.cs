using System.Collections.Concurrent;
using ZmqNative.Tests.Faults;

namespace ZmqNative.Patterns.Tests.Faults;

/// <summary>
/// The other patterns over connections that are reset thirty times: order is kept, nothing arrives twice, answers belong to their requests, and all
/// connect again by themselves.
/// </summary>
public sealed class PatternFaultTests(ContinuationThread continuations) : StormTest(continuations)
{
    private const int Resets = 30;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    [Test]
    public async Task Pushed_messages_arrive_in_order_and_once([Values] bool splits)
    {
        await using Pusher pusher = new(AnyPort, On(new PusherOptions()));
        await using FaultyRelay relay = Relay(pusher.LastEndpoint, splits);
        await using Puller puller = new(relay.Endpoint, On(new PullerOptions { ReconnectInterval = Pause }));
        // The last receive may be pending, and end at any time.
        ConcurrentQueue<int> received = [];
        await RunAsync(
            relay,
            async i => await pusher.PushAsync($"{i}", Limit),
            async () =>
            {
                using ReceivedMessage message = await puller.ReceiveAsync(Limit);
                received.Enqueue(int.Parse(message.Text));
            });

        Assert.That(received, Is.Ordered.And.Unique);
        Assert.That(pusher.Statistics.Malformed + puller.Statistics.Malformed + puller.Statistics.Torn, Is.Zero);
    }

    [Test]
    public async Task Published_messages_arrive_in_order_and_once([Values] bool splits)
    {
        await using Publisher publisher = new(AnyPort, On(new PublisherOptions()));
        await using FaultyRelay relay = Relay(publisher.LastEndpoint, splits);
        await using Subscriber subscriber = new(relay.Endpoint, "t", On(new SubscriberOptions { ReconnectInterval = Pause }));
        // The last receive may be pending, and end at any time.
        ConcurrentQueue<int> received = [];
        await RunAsync(
            relay,
            async i =>
            {
                await publisher.WaitForSubscriberAsync(1, Limit);
                await publisher.PublishAsync("t", $"{i}");
            },
            async () =>
            {
                using ReceivedMessage message = await subscriber.ReceiveAsync(Limit);
                received.Enqueue(int.Parse(message.Text));
            });

        Assert.That(received, Is.Ordered.And.Unique);
        Assert.That(subscriber.Statistics.Malformed + subscriber.Statistics.Torn, Is.Zero);
    }

    [Test]
    public async Task Requests_get_their_own_answer_or_an_exception([Values] bool splits)
    {
        int handled = 0;
        await using ReplyServer server = new(
            AnyPort,
            request =>
            {
                handled++;
                return request.Text;
            },
            On(new ReplyServerOptions()));
        await using FaultyRelay relay = Relay(server.LastEndpoint, splits);
        await using RequestClient client = new(
            relay.Endpoint, On(new RequestClientOptions { RequestTimeout = TimeSpan.FromSeconds(5), FailOnDisconnect = true }));
        (int answered, int failed) = await AskAsync(relay, (text, token) => client.RequestAsync(text, cancellationToken: token));

        Assert.That(handled, Is.InRange(answered, answered + failed));
        Assert.That(server.Statistics.Malformed + client.Statistics.Malformed, Is.Zero);
    }

    [Test]
    public async Task Requests_over_connections_that_are_made_again_at_once_never_wait_for_their_time_out()
    {
        const int Lanes = 4;
        await using ReplyServer server = new(AnyPort, static request => request.Text, On(new ReplyServerOptions()));
        await using FaultyRelay relay = FaultyRelay.To(server.LastEndpoint);
        await using RequestClient client = new(
            relay.Endpoint, On(new RequestClientOptions { ReconnectInterval = Pause, RequestTimeout = Generous, FailOnDisconnect = true }));
        bool ends = false;
        int ended = 0;
        Task[] lanes = [.. Enumerable.Range(0, Lanes).Select(lane => Task.Run(async () =>
        {
            while (!Volatile.Read(ref ends))
            {
                try
                {
                    _ = await client.RequestAsync("x", cancellationToken: Limit);
                }
                catch (ConnectionLostException)
                {
                    // Each request over a lost connection fails at once.
                }

                _ = Interlocked.Increment(ref ended);
            }
        }))];
        for (int i = 0; i < 5 * Resets; i++)
        {
            int before = Volatile.Read(ref ended);
            await Eventually(() => Volatile.Read(ref ended) >= before + (2 * Lanes), "the lanes go on");
            relay.Reset();
        }

        Volatile.Write(ref ends, true);
        await Task.WhenAll(lanes);
        Assert.That(client.InFlight, Is.Zero);
    }

    [Test]
    public async Task Requests_of_a_pair_get_their_own_answer_or_an_exception([Values] bool splits)
    {
        await using PairServer server = new(AnyPort, static request => request.Text, On(new PairOptions()));
        await using FaultyRelay relay = Relay(server.LastEndpoint, splits);
        await using PairClient client = new(
            relay.Endpoint, On(new PairOptions { ReconnectInterval = Pause, RequestTimeout = TimeSpan.FromSeconds(10) }));
        _ = await AskAsync(relay, (text, token) => client.RequestAsync(text, cancellationToken: token));
    }

    private static FaultyRelay Relay(string target, bool splits)
    {
        FaultyRelay relay = FaultyRelay.To(target);
        relay.Faults = new RelayFaults { SplitsToBytes = splits };
        return relay;
    }

    // Sends without pause; each reset comes after some messages over the connection before it.
    private static async Task RunAsync(FaultyRelay relay, Func<int, Task> send, Func<Task> receive)
    {
        int sent = 0;
        bool ends = false;
        Task sending = Task.Run(async () =>
        {
            while (!Volatile.Read(ref ends))
            {
                await send(sent++);
            }
        });
        for (int i = 0; i <= Resets; i++)
        {
            for (int j = 0; j < 20; j++)
            {
                await receive();
            }

            if (i < Resets)
            {
                relay.Reset();

                // A receiver whose queue is full notices the reset when it has read some of it.
                while (relay.Accepted < i + 2)
                {
                    await receive();
                }
            }
        }

        // One that waits for space goes on as messages are received.
        Volatile.Write(ref ends, true);
        while (!sending.IsCompleted)
        {
            await Task.WhenAny(sending, receive());
        }

        await sending;
        Assert.That(relay.Accepted, Is.GreaterThan(Resets));
    }

    private async Task<(int Answered, int Failed)> AskAsync(FaultyRelay relay, Func<string, CancellationToken, ValueTask<string>> ask)
    {
        (int answered, int failed) = (0, 0);
        for (int i = 0; answered <= 20 * Resets; i++)
        {
            try
            {
                Assert.That(await ask($"{i}", Limit), Is.EqualTo($"{i}"));
                answered++;
                if (answered % 20 == 0)
                {
                    relay.Reset();
                }
            }
            catch (ZmqNativeException exception) when (exception.IsTransient)
            {
                failed++;
            }
        }

        Assert.That(failed, Is.LessThanOrEqualTo(2 * Resets));
        return (answered, failed);
    }
}
