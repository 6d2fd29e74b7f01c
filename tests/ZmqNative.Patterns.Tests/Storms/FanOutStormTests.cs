using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns.Tests;

/// <summary>Published messages reach every subscriber to their topic, and each pending receive is woken.</summary>
public sealed class FanOutStormTests(ContinuationThread continuations) : StormTest(continuations)
{
    private static readonly int[] Subscribers = [1, 8, 64];

    private readonly List<AsyncSocket> _subscribers = [];

    [TearDown]
    public async Task EndSubscribers()
    {
        foreach (AsyncSocket subscriber in _subscribers)
        {
            await subscriber.DisposeAsync().AsTask().WaitAsync(Generous);
        }

        _subscribers.Clear();
    }

    // Each message is read everywhere before the next one is sent; the receive begins before or after the message is sent.
    [Test]
    public async Task A_fan_out_of_message_after_message_never_stalls(
        [ValueSource(nameof(Subscribers))] int subscribers,
        [Values] bool filtered,
        [Values] bool waitsFirst,
        [Values("inproc", "tcp")] string transport)
    {
        await using AsyncSocket publisher = CreatePublisher(transport);
        List<AsyncSocket> readers = await SubscribeAsync(publisher, subscribers, filtered);
        int count = Storm.Size(transport == "tcp" ? 4_000 : 20_000) / readers.Count;
        await Storm.EndAsync(Task.Run(async () =>
        {
            Task<MultipartMessage>[] waiting = new Task<MultipartMessage>[readers.Count];
            for (int i = 0; i < count; i++)
            {
                if (!waitsFirst)
                {
                    await SendAsync(publisher, i);
                }

                for (int k = 0; k < readers.Count; k++)
                {
                    waiting[k] = readers[k].ReceiveAsync().AsTask();
                }

                if (waitsFirst)
                {
                    await SendAsync(publisher, i);
                }

                foreach (Task<MultipartMessage> receive in waiting)
                {
                    Check(await receive, i);
                }
            }
        }));
    }

    // The publisher may be any number of messages ahead, and each reader reads independently.
    [Test]
    public async Task A_fan_out_to_independent_readers_never_stalls(
        [ValueSource(nameof(Subscribers))] int subscribers, [Values] bool filtered, [Values("inproc", "tcp")] string transport)
    {
        await using AsyncSocket publisher = CreatePublisher(transport);
        List<AsyncSocket> readers = await SubscribeAsync(publisher, subscribers, filtered);
        int count = Storm.Size(100_000) / readers.Count;
        await Storm.EndAsync(
            [.. readers.Select(reader => Task.Run(async () =>
            {
                for (int i = 0; i < count; i++)
                {
                    Check(await reader.ReceiveAsync(), i);
                }
            })),
            Task.Run(async () =>
            {
                for (int i = 0; i < count; i++)
                {
                    await SendAsync(publisher, i);
                }
            })]);
    }

    private static ValueTask SendAsync(AsyncSocket publisher, int number)
    {
        Frame frame = Frame.Allocate(9);
        frame.WritableSpan[0] = (byte)'a';
        Storm.Write(frame.WritableSpan[1..], 0, number);
        return publisher.SendAsync(frame);
    }

    private static void Check(MultipartMessage message, int number)
    {
        using (message)
        {
            if (Storm.Read(message[0].Span[1..]).Number is var read && read != number)
            {
                throw new InvalidOperationException($"Message {read} came where {number} was due.");
            }
        }
    }

    private AsyncSocket CreatePublisher(string transport)
    {
        AsyncSocket publisher = CreateSocket(SocketType.XPub);
        publisher.Configure(static socket =>
        {
            socket.XPubVerbose = true;

            // With a limit it would drop, and a message that was dropped looks like a wake-up that was lost.
            socket.SendHighWatermark = 0;
        });
        publisher.Bind(transport == "tcp" ? "tcp://127.0.0.1:*" : Inproc());
        return publisher;
    }

    // Returns the subscribers that receive anything: with a filter only the first one.
    [SuppressMessage("Reliability", "CA2000", Justification = "EndSubscribers does it.")]
    private async Task<List<AsyncSocket>> SubscribeAsync(AsyncSocket publisher, int count, bool filtered)
    {
        List<AsyncSocket> readers = [];
        for (int i = 0; i < count; i++)
        {
            AsyncSocket subscriber = CreateSocket(SocketType.Sub);
            _subscribers.Add(subscriber);
            string topic = filtered && i > 0 ? "b" : "a";
            subscriber.Configure(socket =>
            {
                socket.ReceiveHighWatermark = 0;
                socket.Subscribe(topic);
            });
            subscriber.Connect(publisher.LastEndpoint);
            (await publisher.ReceiveAsync().AsTask().WaitAsync(Generous)).Dispose();
            if (topic == "a")
            {
                readers.Add(subscriber);
            }
        }

        return readers;
    }
}
