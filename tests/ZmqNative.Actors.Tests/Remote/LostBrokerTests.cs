namespace ZmqNative.Actors.Tests;

public sealed class LostBrokerTests : RemoteTest
{
    [Test]
    public async Task Asks_in_flight_fail_at_once_when_the_connection_breaks()
    {
        AsyncSocket router = Bound(SocketType.Router, AnyPort);
        await using BrokerClient client = Connect(router.LastEndpoint);
        Task<string>[] asks = [.. Enumerable.Range(0, 20).Select(i => client.Actor("actor1").AskAsync<string>($"{i}", cancellationToken: Limit).AsTask())];
        for (int i = 0; i < asks.Length; i++)
        {
            (await router.ReceiveAsync(Limit)).Dispose();
        }

        await router.DisposeAsync();
        foreach (Task<string> ask in asks)
        {
            BrokerLostException? lost = await Assert.ThrowsAsync<BrokerLostException>(() => ask);
            Assert.That(lost?.Endpoint, Is.EqualTo(client.Endpoint));
        }
    }

    [Test]
    public async Task The_end_of_a_client_does_not_wait_for_asks_that_it_has_failed()
    {
        // No time passes.
        await using Reactor reactor = new(timeProvider: new ManualTime());

        // Nothing listens on port 1.
        BrokerClient client = new("tcp://127.0.0.1:1", On(new BrokerClientOptions(), reactor));
        Task<string> ask = client.Actor("actor1").AskAsync<string>("x", cancellationToken: Limit).AsTask();
        await Eventually(() => client.Socket.PendingSends == 1, "the ask waits to be sent");

        await client.DisposeAsync().AsTask().WaitAsync(Limit);

        Assert.That(async () => await ask, Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task Without_the_option_asks_wait_for_an_answer_over_the_next_connection_and_streams_end()
    {
        AsyncSocket router = Bound(SocketType.Router, AnyPort);
        string endpoint = router.LastEndpoint;
        await using BrokerClient client = new(endpoint, On(new BrokerClientOptions { FailOnDisconnect = false, AskTimeout = Generous }));
        Task<string> ask = client.Actor("actor1").AskAsync<string>("x", cancellationToken: Limit).AsTask();
        byte[][] question = await ReceiveBytes(router);
        Task<BrokerLostException?> stream = Assert.ThrowsAsync<BrokerLostException>(async () =>
        {
            await foreach (string _ in client.Actor("actor1").AskStreamAsync<string>("y", cancellationToken: Limit))
            {
            }
        });
        _ = await ReceiveBytes(router);

        await router.DisposeAsync();
        _ = await stream;
        await using AsyncSocket again = await Again(() => Bound(SocketType.Router, endpoint));
        Task<string> next = client.Actor("actor1").AskAsync<string>("z", cancellationToken: Limit).AsTask();
        byte[][] second = await ReceiveBytes(again);
        await again.SendAsync([second[0], question[1], "", "re x"u8], Limit);
        await again.SendAsync([second[0], second[1], "", "re z"u8], Limit);

        Assert.That((await ask, await next), Is.EqualTo(("re x", "re z")));
    }

    [Test]
    [Repeat(50)]
    public async Task Answers_that_arrived_before_the_connection_ended_are_read([Values] bool isEndSeenByTheReactor)
    {
        Broker broker = Listen();
        using CountdownEvent asked = new(20);
        _ = broker.Spawn("never", (_, context) =>
        {
            _ = context.ReplyLater();
            asked.Signal();
            return default;
        });
        await using Reactor reactor = new();
        await using BrokerClient client = new(broker.LastEndpoint, On(new BrokerClientOptions { AskTimeout = Generous }, reactor));
        Task<string>[] asks = [.. Enumerable.Range(0, asked.InitialCount).Select(
            i => client.Actor("never").AskAsync<string>($"{i}", cancellationToken: Limit).AsTask())];
        await Task.Run(() => asked.Wait(Limit));

        // The client gets the answers and the end of the connection at the same time.
        using SemaphoreSlim held = new(0);
        Task holding = Task.Run(() => client.Socket.Configure(_ =>
        {
            held.Release();
            while (client.ConnectedPeers > 0 && !Limit.IsCancellationRequested)
            {
                if (!isEndSeenByTheReactor)
                {
                    client.Socket.Connections!.Pump();
                }

                Thread.Yield();
            }
        }));
        await held.WaitAsync(Limit);
        await broker.DisposeAsync();
        await holding;
        foreach (Task<string> ask in asks)
        {
            // Another libzmq discards the messages received over a connection that ended.
            _ = await Assert.ThrowsAsync(
                Zmq.Has("zmqnative") ? Is.TypeOf<ActorStoppedException>() : Is.TypeOf<BrokerLostException>(), () => ask);
        }
    }

    [Test]
    public async Task A_restarted_broker_is_connected_again()
    {
        Broker first = Listen();
        string endpoint = first.LastEndpoint;
        _ = first.Spawn("who", static (string _) => "first");
        await using BrokerClient client = Connect(first);
        ActorRef who = client.Actor("who");
        Assert.That(await who.AskAsync<string>("?", cancellationToken: Limit), Is.EqualTo("first"));
        await client.WaitForPeersAsync(1, Limit);
        await first.DisposeAsync();

        // Sent while there is no broker: waits for the next one.
        await Eventually(() => client.ConnectedPeers == 0, "the loss");
        Task<string> ask = who.AskAsync<string>("?", cancellationToken: Limit).AsTask();
        Broker second = CreateBroker(Remotely());
        _ = second.Spawn("who", static (string _) => "second");
        _ = await Again(() =>
        {
            second.Bind(endpoint);
            return true;
        });
        Assert.That(await ask, Is.EqualTo("second"));
    }

    [Test]
    public async Task An_ask_of_a_broker_that_never_existed_times_out()
    {
        await using BrokerClient client = Connect("tcp://127.0.0.1:1");
        await Assert.ThrowsAsync<AskTimeoutException>(
            () => client.Actor("actor1").AskAsync<string>("?", TimeSpan.FromMilliseconds(50), Limit).AsTask());
    }

    [Test]
    public async Task A_tell_waits_for_an_absent_broker_until_its_deadline()
    {
        await using BrokerClient client = Connect("tcp://127.0.0.1:1", new BrokerClientOptions { TellTimeout = TimeSpan.FromMilliseconds(50) });
        await Assert.ThrowsAsync<TellTimeoutException>(() => client.Actor("actor1").TellAsync("lost", Limit).AsTask());
    }

    [Test]
    public async Task A_stream_fails_when_the_connection_breaks()
    {
        AsyncSocket router = Bound(SocketType.Router, AnyPort);
        await using BrokerClient client = Connect(router.LastEndpoint);
        await using IAsyncEnumerator<string> reader = client.Actor("actor1").AskStreamAsync<string>("?", cancellationToken: Limit).GetAsyncEnumerator(Limit);
        ValueTask<bool> next = reader.MoveNextAsync();
        (await router.ReceiveAsync(Limit)).Dispose();
        await router.DisposeAsync();
        await Assert.ThrowsAsync<BrokerLostException>(() => next.AsTask());
    }

    [Test]
    public async Task Clients_that_disconnect_with_asks_in_flight_do_not_affect_others()
    {
        Broker broker = Listen();
        _ = broker.Spawn("upper", (string text) => text.ToUpperInvariant());
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async number =>
        {
            BrokerClient client = Connect(broker);
            Task<string>[] asks = [.. Enumerable.Range(0, 50).Select(i => client.Actor("upper").AskAsync<string>($"{i}", cancellationToken: Limit).AsTask())];
            _ = await Task.WhenAny(asks);
            await client.DisposeAsync();
            foreach (Task<string> ask in asks)
            {
                try
                {
                    _ = await ask;
                }
                catch (ObjectDisposedException)
                {
                    // It was not answered.
                }
            }
        }));
        await using BrokerClient last = Connect(broker);
        Assert.That(await last.Actor("upper").AskAsync<string>("ok", cancellationToken: Limit), Is.EqualTo("OK"));
    }
}
