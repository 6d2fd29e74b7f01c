namespace ZmqNative.Patterns.Tests;

/// <summary>The exception of a disposed object names the class that its user disposed, once.</summary>
public sealed class UseAfterDisposeTests : PatternsTest
{
    [Test]
    public async Task A_pattern_names_its_own_class()
    {
        Publisher publisher = new(Inproc(), On(new PublisherOptions()));
        Subscriber subscriber = new(publisher.LastEndpoint, 1, On(new SubscriberOptions()));
        ReplyServer server = new(Inproc(), static _ => "x", On(new ReplyServerOptions()));
        RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));
        Pusher pusher = new($"@{Inproc()}", On(new PusherOptions()));
        Puller puller = new($">{pusher.LastEndpoint}", On(new PullerOptions { Name = "works" }));
        PairServer pairServer = new(Inproc(), static _ => "x", On(new PairOptions()));
        PairClient pairClient = new(pairServer.LastEndpoint, On(new PairOptions()));
        Task<ReceivedMessage> pending = subscriber.ReceiveAsync(Limit).AsTask();
        Pattern[] all = [publisher, subscriber, server, client, pusher, puller, pairServer, pairClient];
        foreach (Pattern pattern in all)
        {
            await pattern.DisposeAsync();
        }

        using (Assert.EnterMultipleScope())
        {
            foreach (Pattern pattern in all)
            {
                Names(pattern.GetType().Name, Assert.Throws<ObjectDisposedException>(() => pattern.Bind(Inproc())));
                Names(pattern.GetType().Name, Assert.Throws<ObjectDisposedException>(() => pattern.Connect(Inproc())));
                Names(pattern.GetType().Name, Assert.Throws<ObjectDisposedException>(() => pattern.Unbind(Inproc())));
                Names(pattern.GetType().Name, Assert.Throws<ObjectDisposedException>(() => _ = pattern.LastEndpoint));
                Names(pattern.GetType().Name, await DisposedExceptionOf(() => pattern.WaitForPeersAsync(1, Limit).AsTask()));
            }

            Names("Publisher", await DisposedExceptionOf(() => publisher.PublishTextAsync("x").AsTask()));
            Names("Publisher", await DisposedExceptionOf(() => publisher.WaitForSubscriberAsync(cancellationToken: Limit).AsTask()));
            Names("Subscriber", await DisposedExceptionOf(() => subscriber.ReceiveAsync(Limit).AsTask()));
            Names("Subscriber", await DisposedExceptionOf(() => pending));
            Names("RequestClient", await DisposedExceptionOf(() => client.RequestAsync("x", cancellationToken: Limit).AsTask()));
            Names("Pusher", await DisposedExceptionOf(() => pusher.PushAsync("x", Limit).AsTask()));
            Names("Puller", await DisposedExceptionOf(() => puller.ReceiveAsync(Limit).AsTask()));
            Names("PairServer", await DisposedExceptionOf(() => pairServer.SendAsync("x"u8.ToArray(), Limit).AsTask()));
            Names("PairClient", await DisposedExceptionOf(() => pairClient.RequestAsync("x", cancellationToken: Limit).AsTask()));
            Assert.That(
                () => puller.TryReceive(out _), Throws.TypeOf<ObjectDisposedException>().With.Message.StartsWith("works was disposed."));
        }
    }

    [Test]
    public async Task An_async_socket_and_a_reactor_name_their_classes()
    {
        AsyncSocket socket = CreateSocket(SocketType.Pull);
        Task<MultipartMessage> pending = socket.ReceiveAsync(Limit).AsTask();
        await socket.DisposeAsync();
        Reactor reactor = new();
        AsyncSocket orphan = reactor.CreateSocket(Context, SocketType.Pull);
        await reactor.DisposeAsync();
        using (Assert.EnterMultipleScope())
        {
            Names("AsyncSocket", await DisposedExceptionOf(() => pending));
            Names("AsyncSocket", await DisposedExceptionOf(() => socket.ReceiveAsync(Limit).AsTask()));
            Names("AsyncSocket", Assert.Throws<ObjectDisposedException>(() => socket.TryReceive(out _)));
            Names("AsyncSocket", Assert.Throws<ObjectDisposedException>(() => socket.Bind(Inproc())));
            Names("Reactor", Assert.Throws<ObjectDisposedException>(() => orphan.TryReceive(out _)));
            Names("Reactor", Assert.Throws<ObjectDisposedException>(() => reactor.CreateSocket(Context, SocketType.Pull)));
        }

        await orphan.DisposeAsync();
    }

    private static async Task<ObjectDisposedException?> DisposedExceptionOf(Func<Task> use)
    {
        try
        {
            await use();
            return null;
        }
        catch (ObjectDisposedException exception)
        {
            return exception;
        }
    }

    private static void Names(string type, ObjectDisposedException? exception)
    {
        Assert.That(exception!.ObjectName.Split('.')[^1], Is.EqualTo(type), exception.ToString());
        Assert.That(exception.Message.Split("Object name"), Has.Length.EqualTo(2), exception.Message);
    }
}
