namespace ZmqNative.Actors.Tests;

[TestFixture(ContinuationThread.Reactor)]
[TestFixture(ContinuationThread.ThreadPool)]
public sealed class RemoteStormTests(ContinuationThread continuations) : RemoteTest
{
    [SetUp]
    public void SetContinuations() => AsyncSocketOptions.DefaultContinuations = continuations;

    [TearDown]
    public void ResetContinuations() => AsyncSocketOptions.DefaultContinuations = ContinuationThread.Reactor;

    [Test]
    public async Task Every_ask_ends_once_while_brokers_and_clients_start_and_end()
    {
        Broker first = Listen();
        string endpoint = first.LastEndpoint;
        Serve(first);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(Limit);
        Task<int>[] askers = [.. Enumerable.Range(0, 4).Select(seed => AskAsync(endpoint, new Random(seed), end.Token))];
        Broker current = first;
        for (int i = 0; i < Storm.Size(5); i++)
        {
            await using (BrokerClient probe = Connect(endpoint))
            {
                Assert.That(await probe.Actor("upper").AskAsync<string>("up", cancellationToken: Limit), Is.EqualTo("UP"));
            }

            await current.DisposeAsync();
            current = CreateBroker(Remotely());
            Serve(current);
            Broker next = current;
            _ = await Again(() =>
            {
                next.Bind(endpoint);
                return true;
            });
        }

        await end.CancelAsync();
        Assert.That(await Task.WhenAll(askers).WaitAsync(Storm.Patience), Has.All.Positive);
    }

    private static void Serve(Broker broker)
    {
        _ = broker.Spawn("upper", (string text) => text.ToUpperInvariant());
        _ = broker.Spawn("echo", Echo);
        _ = broker.Spawn("stream", static (_, context) =>
        {
            ReplyWriter<int> writer = context.ReplyStream<int>();
            _ = Task.Run(async () =>
            {
                try
                {
                    for (int i = 0; i < 100; i++)
                    {
                        await writer.WriteAsync(i);
                    }

                    writer.Complete();
                }
                catch (OperationCanceledException)
                {
                    // The reader or the broker has ended.
                }
            });
            return default;
        });
    }

    // Each ask ends with its own answer or with one of the failures that a broker's end may cause.
    private async Task<int> AskAsync(string endpoint, Random random, CancellationToken end)
    {
        int answered = 0;
        while (!end.IsCancellationRequested)
        {
            await using BrokerClient client = Connect(endpoint);
            Task<bool>[] asks = [.. Enumerable.Range(0, 50).Select(i => AskOnceAsync(client, $"{i}", random.Next(4)))];
            if (random.Next(3) == 0)
            {
                _ = await Task.WhenAny(asks);
                await client.DisposeAsync();
            }

            answered += (await Task.WhenAll(asks)).Count(static ok => ok);
        }

        return answered;
    }

    private async Task<bool> AskOnceAsync(BrokerClient client, string text, int kind)
    {
        try
        {
            switch (kind)
            {
                case 0:
                    int expected = 0;
                    await foreach (int number in client.Actor("stream").AskStreamAsync<int>(text, cancellationToken: Limit))
                    {
                        Assert.That(number, Is.EqualTo(expected++));
                    }

                    Assert.That(expected, Is.EqualTo(100));
                    break;
                case 1:
                    using (Frame frame = await client.Actor("echo").AskAsync<Frame>(Frame.FromText(text), cancellationToken: Limit))
                    {
                        Assert.That(frame.ToString(), Is.EqualTo(text));
                    }

                    break;
                default:
                    Assert.That(await client.Actor("upper").AskAsync<string>(text + "x", cancellationToken: Limit), Is.EqualTo(text + "X"));
                    break;
            }

            return true;
        }
        catch (Exception exception) when (exception is BrokerLostException or ObjectDisposedException or ActorStoppedException or ActorNotFoundException)
        {
            return false;
        }
    }
}
